// Command lines that the original and ours are compared on.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Command lines that look at a file in the text format; `save` is where -S writes. */
export function textCases(file, save, groups) {
  const t = ['-t', file];
  const group = groups === 1 ? [] : ['-G', 'group0'];
  return [
    ['hbal', [...t, ...group, '-v', '-v', '-v', '-v', '-C', '-p', '--print-instances']],
    ['hbal', [...t, ...group, '-S', save, `-p=+plist,slist,ptags,peermap,amem,idx`]],
    ['hbal', [...t, ...group, '--evac-mode', '-O', 'node001']],
    ['hbal', [...t, ...group, '--ignore-soft-errors', '-l', '3', '-C']],
    ['hbal', [...t, ...group, '--no-disk-moves', '--ignore-dynu']],
    ['hbal', [...t, ...group, '--restricted-migration', '-g', '0', '-e', '0.01']],
    ['hinfo', [...t, '-v', '-v', '-p', '--print-instances']],
    ['hcheck', [...t, '--machine-readable']],
    ['hcheck', [...t, '-v']],
    ['hspace', [...t, '--machine-readable', '-l', '40']],
    ['hspace', [...t, '-v', '-l', '25', '--disk-template', 'plain']],
    ['hroller', [...t, '-v', '-v']],
    ['hroller', [...t, '--ignore-non-redundant', '--full-evacuation', '--print-moves', '-f']],
    ['hsqueeze', [...t, '-v', '-v', '-C']],
  ];
}

/** A command line of a shell test, when it is one program on files of the suite; `data` is where these are. */
function parseLine(line, data) {
  const found = /^\.\/test\/hs\/(h[a-z]+) +([^|>&<`"';]*?) *(?:[|>&].*|2>.*)?$/.exec(line);
  if (!found) return undefined;
  const [, program, rest] = found;
  const text = rest.replaceAll('$TESTDATA_DIR', data);
  // Usage texts are our own; other variables name files that the suite makes on its way.
  if (text.includes('$') || /--(help|version|no-such-option)\b/.test(text)) return undefined;
  return [program, text.split(/ +/)];
}

/** All command lines that the suite's shell tests run on its files. */
function shellCases(suite, data) {
  const tests = join(suite, 'test/hs/shelltests');
  const lines = readdirSync(tests)
    .sort()
    .flatMap((f) => readFileSync(join(tests, f), 'utf8').split('\n'));
  const cases = lines.flatMap((line) => {
    const found = parseLine(line, data);
    return found ? [found] : [];
  });
  return [...new Map(cases.map((c) => [JSON.stringify(c), c])).values()];
}

/** Command lines on the files of the original's test suite (Debian's ganeti-testsuite), with `save` for what is written. */
export function suiteCases(suite, save, saves) {
  const data = join(suite, 'test/data/htools');
  const files = readdirSync(data).sort();
  const cases = shellCases(suite, data);
  for (const f of files) {
    const file = join(data, f);
    if (f.endsWith('.data'))
      cases.push(
        ...textCases(file, save, 1).filter(([name, args]) => name !== 'hspace' && !args.includes('--no-disk-moves')),
      );
    if (f.startsWith('hail-')) cases.push(['hail', [file, '-p', '-S', save]], ['hbal', ['-I', file, '-v', '-v']]);
  }
  const rapi = join(data, 'rapi');
  if (existsSync(rapi)) cases.push(['hscan', ['-p', '-d', saves, `file://${rapi}`]]);
  return cases;
}
