import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitShellWords } from '../../../../lib/cli/framework/shell-words.js';

/** A request that the original's client sent, and what the master answered. */
export interface Exchange {
  readonly method: string;
  readonly args: readonly unknown[];
  /** The answer as it went over the wire. */
  readonly answer: string;
}

/** One recorded run of a command. */
export interface Recording {
  /** Folder and number, "cli/033-instance-add-file". */
  readonly name: string;
  /**
   * Program and arguments of each gnt-* command of the line; empty when a shell would be needed. A word "$(gnt-...)"
   * stands for what that command prints.
   */
  readonly commands: readonly (readonly string[])[];
  /** Files that the line makes before, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly exchanges: readonly Exchange[];
}

/** Where the recordings are: GANETI_GOLDEN, or beside the checkout; undefined when they are not there. */
export function goldenFolder(): string | undefined {
  const folder = process.env['GANETI_GOLDEN'] ?? '../shared/golden';
  return existsSync(join(folder, 'cli')) ? folder : undefined;
}

/** Files that were there when commands were recorded and are not in the recordings; what was sent shows what was in them. */
const COMMON = {
  mode: 'create',
  os_type: 'dumpos+default',
  hypervisor: 'fake',
  beparams: { maxmem: 128, minmem: 128 },
  no_install: true,
  start: false,
};
const FOUND: Readonly<Record<string, string>> = {
  '/tmp/batch.json': JSON.stringify([
    {
      ...COMMON,
      instance_name: 'inst21',
      disk_template: 'file',
      file_driver: 'loop',
      disks: [{ size: 1024 }],
      nics: [{}],
    },
    { ...COMMON, instance_name: 'inst22', disk_template: 'diskless', disks: [], nics: [] },
  ]),
};

function parseLine(line: string): Pick<Recording, 'commands' | 'files'> {
  const files: Record<string, string> = { ...FOUND };
  const commands: string[][] = [];
  for (const typed of line.split(/;\s*(?=(?:[^']*'[^']*')*[^']*$)/)) {
    const part = typed.replace(/\$\(gnt-[^()']*\)/, "'$&'");
    const [, content, path] = /^echo '([^']*)' > (\S+)$/.exec(part) ?? [];
    const unquoted = part.replaceAll(/'[^']*'|"[^"]*"/g, '');
    if (content !== undefined && path !== undefined) files[path] = content;
    else if (/[|<>&$`]/.test(unquoted)) return { commands: [], files };
    else if (!part.startsWith('sleep ')) commands.push(splitShellWords(part));
  }
  return { commands, files };
}

function exchangesOf(text: string): Exchange[] {
  const pending = new Map<string, { method: string; args: unknown[] }>();
  const exchanges: Exchange[] = [];
  for (const line of text.split('\n')) {
    const [, connection = '', direction, message = ''] = /^(\d+) (>>|<<) (.*)$/.exec(line) ?? [];
    if (direction === '>>') {
      pending.set(connection, JSON.parse(message) as { method: string; args: unknown[] });
    } else if (direction === '<<') {
      const request = pending.get(connection);
      // A job that submits others talks to the master as well; that is not the client.
      if (request && !JSON.stringify(request.args).includes('"gnt:opcode:'))
        exchanges.push({ ...request, answer: message });
    }
  }
  return exchanges;
}

function readRecording(folder: string, group: string, file: string): Recording {
  const text = readFileSync(join(folder, group, file), 'utf8');
  const [, line = '', code = '', stdout = '', stderr = ''] =
    /^\$ (.*?)\n--- rc (\d+) [^\n]*\n--- stdout\n(.*?)--- stderr\n(.*)$/s.exec(text) ?? [];
  const conversation = join(folder, group, file.replace(/txt$/, 'luxi'));
  const exchanges = existsSync(conversation) ? exchangesOf(readFileSync(conversation, 'utf8')) : [];
  const name = `${group}/${file.replace(/\.txt$/, '')}`;
  return { name, ...parseLine(line), exitCode: Number(code), stdout, stderr, exchanges };
}

/** All recordings, in the order in which they were made. */
export function readRecordings(folder: string): Recording[] {
  return ['cli', 'cli-31'].flatMap((group) =>
    readdirSync(join(folder, group))
      .filter((file) => file.endsWith('.txt'))
      .sort()
      .map((file) => readRecording(folder, group, file)),
  );
}
