/* Whether a folder is one that programs can be unpacked in and started from. */
#ifndef FOLDER_H
#define FOLDER_H

/* Makes a folder where it is missing. A link of ours, and what leads there, is followed here, once and for all: `root`
   becomes the folder itself. Returns whether nobody but its user, and root, can have put anything there, or the folder
   itself; where not, it says why. */
int settle_root(char *root);

#endif
