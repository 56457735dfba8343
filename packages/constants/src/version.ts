/** Versions we announce: those of the original's release 3.1.1 (decision 1). */
export const RELEASE_VERSION = '3.1.1';
export const VERSION_MAJOR = 3;
export const VERSION_MINOR = 1;
export const VERSION_REVISION = 1;
export const CONFIG_VERSION = 3010000;
export const LUXI_VERSION = CONFIG_VERSION;
export const PROTOCOL_VERSION = CONFIG_VERSION;
export const OS_API_V20 = 20;
export const OS_API_VERSIONS = [20] as const;
export const EXPORT_VERSION = 0;
