import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { splitShellWords } from '../../../../lib/cli/framework/shell-words.js';
import { tools } from '../../../../lib/cli/registry.js';
import { EXPLAINED } from './golden-explained.js';
import { CliHarness, type Outcome } from './harness.js';
import { goldenFolder, readRecordings, type Recording } from './recordings.js';

process.env['TZ'] = 'UTC';

const folder = goldenFolder();
const skip = folder === undefined && 'no recordings of the original (GANETI_GOLDEN or ../shared/golden)';

function exists([program, command = '']: readonly string[]): boolean {
  const tool = tools.find(({ name }) => name === program);
  return tool !== undefined && (Object.hasOwn(tool.commands, tool.aliases[command] ?? command) || command === '');
}

/** The original prints some sets in an order that changes from run to run: ratios and templates of policies, choices. */
function comparable(text: string): string {
  const sorted = (list: string): string => list.split(', ').sort().join(', ');
  return text
    .replace(/^( *)(spindle-ratio: .*)\n *(vcpu-ratio: .*)$/m, '$1$3\n$1$2')
    .replace(/(allowed disk templates: )(.*)/, (_, title: string, list: string) => title + sorted(list))
    .replace(/\(choose from (.*)\)/, (_, list: string) => `(choose from ${sorted(list)})`);
}

/** The command with "$(gnt-...)" replaced by the words that this prints. */
async function substituted(harness: CliHarness, command: readonly string[]): Promise<string[]> {
  const words: string[] = [];
  for (const word of command) {
    const inner = /^\$\((.*)\)$/.exec(word)?.[1];
    if (inner === undefined) words.push(word);
    else words.push(...(await harness.run(splitShellWords(inner))).stdout.split(/\s+/).filter((w) => w !== ''));
  }
  return words;
}

/** The differences between a recorded run and ours; none when they are equal. */
async function differences(harness: CliHarness, recording: Recording): Promise<string[]> {
  const luxi = await harness.master(recording.exchanges);
  harness.files = recording.files;
  const outcomes: Outcome[] = [];
  for (const command of recording.commands) outcomes.push(await harness.run(await substituted(harness, command)));
  const found: string[] = [];
  const compare = (what: string, ours: unknown, theirs: unknown): void => {
    if (ours !== theirs) found.push(`${what}\n  theirs: ${JSON.stringify(theirs)}\n  ours:   ${JSON.stringify(ours)}`);
  };
  compare('exit code', outcomes.at(-1)?.exitCode, recording.exitCode);
  compare('stdout', comparable(outcomes.map(({ stdout }) => stdout).join('')), comparable(recording.stdout));
  compare('stderr', comparable(outcomes.map(({ stderr }) => stderr).join('')), comparable(recording.stderr));
  for (const request of luxi.strangers) found.push(`sent but not recorded: ${request}`);
  for (const request of luxi.missing) found.push(`recorded but not sent: ${request}`);
  return found;
}

describe('the recordings of the original command line', { skip }, () => {
  let harness: CliHarness;
  before(() => {
    harness = new CliHarness();
  });
  after(async () => {
    await harness.close();
  });

  it('print and send the same from us, but for what is explained', async (t) => {
    const equal: string[] = [];
    const explained: string[] = [];
    const notYet: string[] = [];
    const wrong: string[] = [];
    for (const recording of readRecordings(folder ?? '')) {
      const { name, commands } = recording;
      if (commands.length === 0 || !commands.every(exists)) {
        notYet.push(name);
        continue;
      }
      const found = await differences(harness, recording);
      const explanation = EXPLAINED[name];
      if (found.length === 0) {
        equal.push(name);
        if (explanation !== undefined) wrong.push(`${name}: is equal; take it from the list of explained ones`);
      } else if (explanation === undefined || !found.every((line) => line.startsWith(explanation.differs))) {
        wrong.push(`${name}:\n${found.join('\n')}`);
      } else {
        explained.push(`${name}: ${explanation.reason}`);
      }
    }
    t.diagnostic(
      `${String(equal.length)} equal, ${String(explained.length)} explained, ${String(notYet.length)} not yet`,
    );
    for (const line of explained) t.diagnostic(`explained ${line}`);
    assert.deepEqual(wrong, [], wrong.join('\n\n'));
    assert.ok(equal.length > 100, `only ${String(equal.length)} recordings are equal`);
  });
});
