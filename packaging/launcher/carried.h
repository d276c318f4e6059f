/* The layers that the program carries: sections of it, so that a signature covers them.

   Given by the builder: CORE_FILE and LATER_FILE. */

#if defined(__APPLE__)
#define SECTION ".section __TEXT,__const\n"
#define SYMBOL "_"
#elif defined(_WIN32)
#define SECTION ".section .rdata,\"dr\"\n"
#define SYMBOL ""
#else
#define SECTION ".section .rodata,\"a\"\n"
#define SYMBOL ""
#endif

#define CARRY(name, file)                                                                              \
    __asm__(SECTION ".balign 16\n.globl " SYMBOL name "_begin\n" SYMBOL name "_begin:\n.incbin \"" file \
            "\"\n.globl " SYMBOL name "_end\n" SYMBOL name "_end:\n.byte 0\n.text\n")
CARRY("core", CORE_FILE);
CARRY("later", LATER_FILE);
extern const char core_begin[], core_end[], later_begin[], later_end[];
