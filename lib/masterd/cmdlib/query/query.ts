import { ECODE_INVAL, OpPrereqError, readFilter, type QueryFieldsResult, type QueryResult } from '@gnt/protocol';
import type { QueryResource } from '../../query/define.js';
import { describeFields } from '../../query/engine.js';
import { queryResources } from '../../query/registry.js';
import { LogicalUnit, type LockNeeds } from '../base.js';

function resourceOf(name: string): QueryResource {
  const found = queryResources.find((resource) => resource.name === name);
  if (!found) throw new OpPrereqError(`There is nothing of the kind '${name}' to query`, ECODE_INVAL);
  return found;
}

/** Lists items of any kind with the fields asked for; takes no locks, whatever is asked, as queries never do. */
export class LUQuery extends LogicalUnit<'OP_QUERY', QueryResource> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<QueryResource> {
    return resourceOf(this.op.what);
  }

  async exec(resource: QueryResource): Promise<QueryResult> {
    return resource.run(this.op.fields, readFilter(this.op.qfilter), this.ctx.services.sources);
  }
}

/** Describes the fields of a kind of item. */
export class LUQueryFields extends LogicalUnit<'OP_QUERY_FIELDS', QueryResource> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<QueryResource> {
    return resourceOf(this.op.what);
  }

  async exec(resource: QueryResource): Promise<QueryFieldsResult> {
    return describeFields(resource, this.op.fields ?? []);
  }
}
