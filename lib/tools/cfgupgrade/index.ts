export { downgrade, upgrade } from './convert.js';
export { runCfgupgrade, type CfgupgradeContext } from './main.js';
export { CFGUPGRADE_OPTIONS } from './options.js';
