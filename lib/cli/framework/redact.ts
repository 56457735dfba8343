const SECRET = /^--os-parameters-(?:private|secret)/;

/** A command line for the log: values that nobody may read there are left out. */
export function redactedCommandLine(words: readonly string[]): string {
  return words
    .map((word, i) => {
      if (SECRET.test(word) && word.includes('=')) return `${word.slice(0, word.indexOf('='))}=<redacted>`;
      return SECRET.test(words[i - 1] ?? '') && !words[i - 1]?.includes('=') ? '<redacted>' : word;
    })
    .join(' ');
}
