import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  counter,
  deprecated,
  flag,
  flagOff,
  list,
  oneOfSwitches,
  value,
} from '../../../../../lib/cli/framework/option.js';
import { parseCommandLine } from '../../../../../lib/cli/framework/parse.js';
import * as type from '../../../../../lib/cli/framework/types.js';

const options = {
  debug: counter(['-d', '--debug'], 'more'),
  force: flag(['-f', '--force'], 'force'),
  forceMultiple: flag(['--force-multiple'], 'force many'),
  start: flagOff(['--no-start'], 'do not start'),
  sure: flag(['--yes-do-it', '--ya-rly'], 'sure'),
  node: value(['-n', '--node'], type.text, 'a node'),
  count: value(['--count'], type.int, 'how many', { fallback: 3 }),
  disks: list(['--disk'], type.identKeyValues, 'disks'),
  mode: oneOfSwitches({ '--primary': ['pri', 'p'], '--secondary': ['sec', 's'] }),
  onNodes: list(['-o'], type.text, 'short only'),
  old: deprecated(['--old'], 'does nothing'),
};

function parse(...argv: string[]) {
  return parseCommandLine({ options }, argv);
}

describe('parseCommandLine', () => {
  it('gives every option its fallback', () => {
    const { values, args, help } = parse();
    assert.deepEqual(values, {
      debug: 0,
      force: false,
      forceMultiple: false,
      start: true,
      sure: false,
      node: null,
      count: 3,
      disks: [],
      mode: null,
      onNodes: [],
      old: null,
    });
    assert.deepEqual([args, help], [[], false]);
  });

  it('takes values behind a blank, an equals sign or a short option', () => {
    assert.equal(parse('--node', 'a').values['node'], 'a');
    assert.equal(parse('--node=a=b').values['node'], 'a=b');
    assert.equal(parse('-na').values['node'], 'a');
    assert.equal(parse('--node', '-f').values['node'], '-f');
    assert.equal(parse('--node=').values['node'], '');
  });

  it('counts, collects and splits clusters of short options', () => {
    const { values } = parse('-ddf', '--disk', '0:size=1G', '--disk=1:size=2G', '-o', 'x', '-oy');
    assert.equal(values['debug'], 2);
    assert.equal(values['force'], true);
    assert.deepEqual(values['disks'], [
      ['0', { size: '1G' }],
      ['1', { size: '2G' }],
    ]);
    assert.deepEqual(values['onNodes'], ['x', 'y']);
  });

  it('lets the last of several switches decide and takes all spellings', () => {
    assert.equal(parse('--primary', '--secondary').values['mode'], 'sec');
    assert.equal(parse('--ya-rly').values['sure'], true);
    assert.equal(parse('--no-start').values['start'], false);
  });

  it('ends the options at the first argument', () => {
    const { values, args } = parse('-f', 'name', '--node', 'x');
    assert.equal(values['force'], true);
    assert.equal(values['node'], null);
    assert.deepEqual(args, ['name', '--node', 'x']);
    assert.deepEqual(parse('--', '-f').args, ['-f']);
  });

  it('completes a long option that fits only one', () => {
    assert.equal(parse('--nod', 'a').values['node'], 'a');
    assert.equal(parse('--coun=5').values['count'], 5);
    assert.equal(parse('--yes').values['sure'], true);
    assert.throws(() => parse('--no'), /ambiguous option: --no \(--no-start, --node\?\)/);
    // The whole name of an option wins over longer ones that begin alike.
    assert.equal(parse('--force').values['force'], true);
  });

  it('names what is wrong', () => {
    assert.throws(() => parse('--nosuch=1'), /^UsageError: no such option: --nosuch$/);
    assert.throws(() => parse('-x'), /no such option: -x/);
    assert.throws(() => parse('--force=1'), /--force option does not take a value/);
    assert.throws(() => parse('--node'), /--node option requires 1 argument/);
    assert.throws(() => parse('-n'), /-n option requires 1 argument/);
    assert.throws(() => parse('--count', 'x'), /option --count: invalid integer value: 'x'/);
  });

  it('warns of options that mean nothing any more', () => {
    assert.deepEqual(parse('--old').warnings, ['--old: does nothing']);
  });

  it('notices that help is asked for', () => {
    assert.equal(parse('-h').help, true);
    assert.equal(parse('-f', '--help', 'x').help, true);
  });
});
