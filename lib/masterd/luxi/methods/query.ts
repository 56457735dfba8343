import type { LuxiHandler } from '../context.js';

/** Fields of what passes the filter, each value with its status. */
export const query: LuxiHandler<'Query'> = ({ what, fields, qfilter }, { engine }) =>
  engine.query(what, fields, qfilter);
