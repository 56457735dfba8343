export { runVclusterSetup } from './main.js';
export type { VclusterContext } from './context.js';
