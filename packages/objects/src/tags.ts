import { MAX_TAG_LEN } from '@gnt/constants';

/** Why a tag is not allowed, or undefined when it is. */
export function tagFault(tag: unknown): string | undefined {
  if (typeof tag !== 'string') return 'Invalid tag type (not a string)';
  if (tag.length > MAX_TAG_LEN) return `Tag too long (>${String(MAX_TAG_LEN)} characters)`;
  if (tag === '') return 'Tags cannot be empty';
  if (!/^[\p{L}\p{N}_.+*/:@-]+$/u.test(tag))
    return `Tag '${tag}' contains invalid characters; letters, digits and _.+*/:@- are allowed`;
  return undefined;
}
