export { downgrade, upgrade } from './convert.js';
export { runCfgupgrade, type CfgupgradeContext } from './main.js';
export { cfgupgradeFlags } from './options.js';
