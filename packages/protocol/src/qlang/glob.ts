/** Characters that make an argument look like a globbing pattern. */
const GLOB_CHARACTERS = /[*?]/;

/** Whether a name given on a command line is a globbing pattern. */
export function isGlob(text: string): boolean {
  return GLOB_CHARACTERS.test(text);
}

/**
 * The regular expression for a globbing pattern of host names: `*` and `?` stop at dots, and what matches may be
 * followed by further labels (lib/utils/text.py of the original).
 */
export function dnsNameGlobPattern(pattern: string): string {
  const body = pattern.replace(/[*?]|[^*?]+/g, (part) => {
    if (part === '*') return '[^.]*';
    if (part === '?') return '[^.]';
    return escapeRegex(part);
  });
  return `^${body}(\\..*)?$`;
}

/** Text as a regular expression that matches only it; escapes what Python's re.escape does. */
function escapeRegex(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}\-#&~\s]/g, '\\$&');
}
