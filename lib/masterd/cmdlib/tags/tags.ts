import { MAX_TAGS_PER_OBJ } from '@gnt/constants';
import { ECODE_INVAL, ECODE_NOENT, OpExecError, OpPrereqError } from '@gnt/protocol';
import { commaJoin } from '../../planning/text.js';
import { LogicalUnit, type LockNeeds } from '../base.js';
import { exclusive, shared } from '../common/locks.js';
import { checkTags, taggedOf, type Tagged } from './unit.js';

/** Tells the tags of an object. */
export class LUTagsGet extends LogicalUnit<'OP_TAGS_GET', Tagged> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    const { lock } = taggedOf(this.ctx.cfg.snapshot, this.op.kind, this.op.name);
    return lock && this.op.use_locking ? { [lock[0]]: shared([lock[1]]) } : {};
  }

  override async checkPrereq(): Promise<Tagged> {
    return taggedOf(this.ctx.cfg.snapshot, this.op.kind, this.op.name);
  }

  async exec({ tags }: Tagged): Promise<string[]> {
    return [...tags];
  }
}

/** Adds tags to an object. */
export class LUTagsSet extends LogicalUnit<'OP_TAGS_SET', Tagged> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    const { lock } = taggedOf(this.ctx.cfg.snapshot, this.op.kind, this.op.name);
    return lock ? { [lock[0]]: exclusive([lock[1]]) } : {};
  }

  override async checkPrereq(): Promise<Tagged> {
    checkTags(this.op.tags);
    return taggedOf(this.ctx.cfg.snapshot, this.op.kind, this.op.name);
  }

  async exec({ of }: Tagged): Promise<void> {
    await this.ctx.cfg.update((draft) => {
      const target = of(draft);
      const all = new Set([...(target?.tags ?? []), ...this.op.tags]);
      if (all.size > MAX_TAGS_PER_OBJ)
        throw new OpExecError(`Error while setting tag: an object can have at most ${MAX_TAGS_PER_OBJ} tags`);
      if (target) target.tags = [...all];
    });
  }
}

/** Takes tags away from an object. */
export class LUTagsDel extends LogicalUnit<'OP_TAGS_DEL', Tagged> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    const { lock } = taggedOf(this.ctx.cfg.snapshot, this.op.kind, this.op.name);
    return lock ? { [lock[0]]: exclusive([lock[1]]) } : {};
  }

  override async checkPrereq(): Promise<Tagged> {
    checkTags(this.op.tags);
    const target = taggedOf(this.ctx.cfg.snapshot, this.op.kind, this.op.name);
    const missing = this.op.tags.filter((tag) => !target.tags.includes(tag));
    if (missing.length === 0) return target;
    throw new OpPrereqError(`Tag(s) ${commaJoin(missing.sort().map((tag) => `'${tag}'`))} not found`, ECODE_NOENT);
  }

  async exec({ of }: Tagged): Promise<void> {
    await this.ctx.cfg.update((draft) => {
      const target = of(draft);
      if (target) target.tags = target.tags.filter((tag) => !this.op.tags.includes(tag));
    });
  }
}

/** Finds tags of all objects by a regular expression. */
export class LUTagsSearch extends LogicalUnit<'OP_TAGS_SEARCH', RegExp> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<RegExp> {
    try {
      return new RegExp(this.op.pattern);
    } catch (e) {
      throw new OpPrereqError(
        `Invalid search pattern '${this.op.pattern}': ${e instanceof Error ? e.message : String(e)}`,
        ECODE_INVAL,
      );
    }
  }

  async exec(pattern: RegExp): Promise<[string, string][]> {
    const { cluster, instances, nodes, nodegroups, networks } = this.ctx.cfg.snapshot;
    const named = (
      kind: string,
      objects: Readonly<Record<string, { readonly name: string; readonly tags: readonly string[] }>>,
    ) => Object.values(objects).map((o): readonly [string, readonly string[]] => [`/${kind}/${o.name}`, o.tags]);
    const all = [
      ['/cluster', cluster.tags] as const,
      ...named('instances', instances),
      ...named('nodes', nodes),
      ...named('nodegroup', nodegroups),
      ...named('network', networks),
    ];
    return all.flatMap(([path, tags]) =>
      tags.filter((tag) => pattern.test(tag)).map((tag): [string, string] => [path, tag]),
    );
  }
}
