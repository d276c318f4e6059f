/* The exit code of a launcher that has not come to start Python; ../bundle has it once more, for what fails after. */
#ifndef FAILED_H
#define FAILED_H
enum { FAILED = 70 }; /* EX_SOFTWARE of sysexits.h, which Windows has not */
#endif
