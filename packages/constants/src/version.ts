/** Versions we announce: those of the original's release 3.1.1 (decision 1). */
export const RELEASE_VERSION = '3.1.1';
export const VERSION_MAJOR = 3;
export const VERSION_MINOR = 1;
export const VERSION_REVISION = 1;
/** The VCS version is ours: it tells this implementation from the original. */
export const VCS_VERSION = 'ts-3.1.1';
export const CONFIG_MAJOR = 3;
export const CONFIG_MINOR = 1;
export const CONFIG_REVISION = 0;
export const CONFIG_VERSION = 3010000;
export const LUXI_VERSION = CONFIG_VERSION;
export const PROTOCOL_VERSION = CONFIG_VERSION;
export const DIR_VERSION = '3.1';
export const VERSIONEDSHAREDIR = '/usr/share/ganeti/3.1';
export const OS_API_V10 = 10;
export const OS_API_V15 = 15;
export const OS_API_V20 = 20;
export const OS_API_VERSIONS = [OS_API_V10, OS_API_V15, OS_API_V20] as const;
export const OS_API_FILE = 'ganeti_api_version';
export const EXPORT_VERSION = 0;
export const RAPI_VERSION = 2;
export const HOOKS_VERSION = 2;
export const IALLOCATOR_VERSION = 2;
export const JOB_QUEUE_VERSION = 1;
export const CONFD_PROTOCOL_VERSION = 1;
export const MOND_LATEST_API_VERSION = 1;
export const RELEASE_ACTION = 'release';
