// Exit codes of the command line. Names and values are the original's.
export const EXIT_CONFIRMATION = 13;
export const EXIT_FAILURE = 1;
export const EXIT_NODESETUP_ERROR = 12;
export const EXIT_NOTCLUSTER = 5;
export const EXIT_NOTMASTER = 11;
export const EXIT_SUCCESS = 0;
export const EXIT_UNKNOWN_FIELD = 14;
