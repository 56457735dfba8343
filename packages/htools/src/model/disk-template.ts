import {
  DT_BLOCK,
  DT_DISKLESS,
  DT_DRBD8,
  DT_EXT,
  DT_FILE,
  DT_GLUSTER,
  DT_PLAIN,
  DT_RBD,
  DT_SHARED_FILE,
} from '@gnt/constants';
import { HtoolsError } from './error.js';

/** How an instance can get to another node. */
export type Mirroring = 'none' | 'internal' | 'external';

interface TemplateRow {
  /** The name of the value in the original's messages. */
  readonly label: string;
  readonly mirroring: Mirroring;
  /** Whether hbal may move instances of it. */
  readonly movable: boolean;
  /** Whether the evacuation check moves instances of it rather than creating them anew. */
  readonly evacuable: boolean;
}

const row = (label: string, mirroring: Mirroring, movable: boolean, evacuable: boolean): TemplateRow => ({
  label,
  mirroring,
  movable,
  evacuable,
});

/** Facts about each disk template, in the original's order. */
export const DISK_TEMPLATES: Readonly<Record<string, TemplateRow>> = {
  [DT_DISKLESS]: row('DTDiskless', 'external', false, true),
  [DT_FILE]: row('DTFile', 'none', false, false),
  [DT_SHARED_FILE]: row('DTSharedFile', 'external', true, true),
  [DT_PLAIN]: row('DTPlain', 'none', false, false),
  [DT_BLOCK]: row('DTBlock', 'external', true, false),
  [DT_DRBD8]: row('DTDrbd8', 'internal', true, false),
  [DT_RBD]: row('DTRbd', 'external', true, true),
  [DT_EXT]: row('DTExt', 'external', true, true),
  [DT_GLUSTER]: row('DTGluster', 'external', true, true),
};

/** The row of a template that is known to be one. */
export function templateRow(template: string): TemplateRow {
  const found = DISK_TEMPLATES[template];
  if (!found) throw new HtoolsError(`Invalid value for type DiskTemplate: ${template}`);
  return found;
}

/** Checks that a text names a disk template. */
export function diskTemplateFromText(text: string): string {
  templateRow(text);
  return text;
}

/** How many nodes an instance of the template needs. */
export function requiredNodes(template: string): number {
  return template === DT_DRBD8 ? 2 : 1;
}

/** Names of the disk templates in the original's order. */
export const DISK_TEMPLATES_IN_ORDER: readonly string[] = Object.keys(DISK_TEMPLATES);

/** How the original's verbose output calls disk templates. */
export const DISK_TEMPLATE_LABELS: ReadonlyMap<string, string> = new Map(
  Object.entries(DISK_TEMPLATES).map(([name, { label }]) => [name, label]),
);
