import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  dnsNameGlobPattern,
  filterFields,
  FilterSyntaxError,
  makeFilter,
  makeSimpleFilter,
  parseFilterText,
  readFilter,
  requestedNames,
} from '@gnt/protocol';

const parses: readonly (readonly [string, unknown])[] = [
  ['name == "web1"', ['==', 'name', 'web1']],
  ["name='web1'", ['==', 'name', 'web1']],
  ['mem == 128', ['==', 'mem', 128]],
  ['offset != -1', ['!=', 'offset', -1]],
  ['ctime < 12', ['<', 'ctime', 12]],
  ['mtime >= 12', ['>=', 'mtime', 12]],
  ['be/vcpus <= +3', ['<=', 'be/vcpus', 3]],
  ['master', ['?', 'master']],
  ['not master', ['!', ['?', 'master']]],
  ['not not master', ['!', ['!', ['?', 'master']]]],
  // Words that only begin like an operator are field names.
  ['notmaster', ['?', 'notmaster']],
  ['order', ['?', 'order']],
  ['not\tindex', ['!', ['?', 'index']]],
  ['a and b and c', ['&', ['?', 'a'], ['?', 'b'], ['?', 'c']]],
  ['a or b and c', ['|', ['?', 'a'], ['&', ['?', 'b'], ['?', 'c']]]],
  ['(a or b) and not c', ['&', ['|', ['?', 'a'], ['?', 'b']], ['!', ['?', 'c']]]],
  ['not (a or b == 4)', ['!', ['|', ['?', 'a'], ['==', 'b', 4]]]],
  ['  (name\n==  "x") ', ['==', 'name', 'x']],
  ['"db" in tags', ['=[]', 'tags', 'db']],
  ['7 not in ids', ['!', ['=[]', 'ids', 7]]],
  ['"a" in x and "b" not in y', ['&', ['=[]', 'x', 'a'], ['!', ['=[]', 'y', 'b']]]],
  ['name =~ m/^web/', ['=~', 'name', '^web']],
  ['name =~ #^web#', ['=~', 'name', '^web']],
  ['name =~ ^web^', ['=~', 'name', 'web']],
  ['name !~ |web|', ['!', ['=~', 'name', 'web']]],
  ['name =~ m/web/si', ['=~', 'name', '(?is)web']],
  ['name =~ m/web/ and up', ['&', ['=~', 'name', 'web'], ['?', 'up']]],
  ['path =~ /a\\/b/', ['=~', 'path', 'a/b']],
  ['name =* "*.site"', ['=~', 'name', '^[^.]*\\.site(\\..*)?$']],
  ['name !* "w?b*"', ['!', ['=~', 'name', '^w[^.]b[^.]*(\\..*)?$']]],
  // Backslashes stay in strings.
  ['some=="val\\"ue"', ['==', 'some', 'val\\"ue']],
];

describe('parseFilterText', () => {
  for (const [text, filter] of parses) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseFilterText(text), filter);
    });
  }

  for (const text of [
    '',
    '#invalid!filter#',
    'name =~ m#a#g',
    'name =~ ^[^',
    'name =~ m|abc|I',
    'name =~ /foo#',
    'name <> value',
    'name => 3',
    'name =< 3',
    'name == other',
    'name =* 5',
    '(a or b',
    'a or',
    'a b',
    '5',
    '"x" in',
    'a == "unclosed',
  ]) {
    it(`refuses ${JSON.stringify(text)} and shows the place`, () => {
      assert.throws(
        () => parseFilterText(text),
        (e: unknown) => {
          assert.ok(e instanceof FilterSyntaxError);
          assert.equal(e.name, 'QueryFilterParseError');
          assert.equal(e.details.length, 3);
          assert.match(e.details[1] ?? '', /^ *\^$/);
          return true;
        },
      );
    });
  }

  it('points at the word that it could not read, in its line', () => {
    assert.throws(
      () => parseFilterText('this is not ( valid'),
      (e: unknown) =>
        e instanceof FilterSyntaxError &&
        e.details[0] === 'this is not ( valid' &&
        e.details[1] === '     ^' &&
        e.details[2] === "Expected end of text, found 'is'  (at char 5), (line:1, col:6)",
    );
    assert.throws(
      () => parseFilterText('a or\nb ==\nc'),
      (e: unknown) =>
        e instanceof FilterSyntaxError && e.details[0] === 'b ==' && /line:2, col:3/.test(e.details[2] ?? ''),
    );
  });
});

describe('readFilter', () => {
  const wrong = (says: RegExp) => ({ name: 'ParseError', message: says });

  it('reads what the parser writes', () => {
    for (const [text] of parses) assert.doesNotThrow(() => readFilter(parseFilterText(text)), text);
  });

  it('takes "=" for "==" and "!=" for its negation', () => {
    const equal = { op: 'compare', comparison: '==', field: 'a', value: 1 };
    assert.deepEqual(readFilter(['=', 'a', 1]), equal);
    assert.deepEqual(readFilter(['!=', 'a', 1]), { op: 'not', filter: equal });
  });

  it('takes null for everything', () => {
    assert.deepEqual(readFilter(null), { op: 'all' });
    assert.deepEqual(readFilter(['|', null]), { op: 'or', filters: [{ op: 'all' }] });
  });

  it('takes flags from before a regular expression', () => {
    const filter = readFilter(['=~', 'name', '(?is)^WEB.']);
    assert.ok(filter.op === 'regex' && filter.regex.test('web\n') && filter.regex.source === '^WEB.');
  });

  it('says what is wrong', () => {
    assert.throws(() => readFilter('x'), wrong(/must be a list that begins with an operator, not "x"/));
    assert.throws(() => readFilter([]), wrong(/must be a list/));
    assert.throws(() => readFilter(['%%', 'a', 'b']), wrong(/unknown filter operator '%%'/));
    assert.throws(() => readFilter(['==', 'a']), wrong(/'==' takes a field name and a value/));
    assert.throws(() => readFilter(['==', 5, 'a']), wrong(/needs a field name/));
    assert.throws(() => readFilter(['==', 'a', 1.5]), wrong(/string or an integer, not 1.5/));
    assert.throws(() => readFilter(['==', 'a', null]), wrong(/not null/));
    assert.throws(() => readFilter(['!', null, null]), wrong(/takes one filter/));
    assert.throws(() => readFilter(['?']), wrong(/takes a field name/));
    assert.throws(() => readFilter(['=~', 'a', '(']), wrong(/invalid regular expression "\("/));
    assert.throws(() => readFilter(['=~', 'a', 5]), wrong(/must be a string/));
  });

  it('refuses to follow nesting without end', () => {
    let filter: unknown = ['?', 'a'];
    for (let i = 0; i < 300; i += 1) filter = ['!', filter];
    assert.throws(() => readFilter(filter), wrong(/nested deeper than 200/));
  });
});

describe('what a filter asks for', () => {
  it('is names only when it is nothing but equality of the name field', () => {
    const names = (wire: unknown) => requestedNames(readFilter(wire), 'name');
    assert.deepEqual(names(null), []);
    assert.deepEqual(names(makeSimpleFilter('name', ['a', 'b'])), ['a', 'b']);
    assert.deepEqual(names(['==', 'name', 'a']), ['a']);
    assert.deepEqual(names(['|', null, null]), []);
    assert.equal(names(['!=', 'name', 'a']), null);
    assert.equal(names(['|', ['==', 'name', 'a'], ['?', 'up']]), null);
    assert.equal(names(['&', ['==', 'name', 'a']]), null);
    assert.equal(names(['==', 'uuid', 'a']), null);
  });

  it('lists its fields once each', () => {
    const filter = readFilter(['&', ['?', 'up'], ['|', ['==', 'name', 'a'], ['!', ['?', 'up']]], ['=~', 'os', 'x']]);
    assert.deepEqual(filterFields(filter), ['up', 'name', 'os']);
  });
});

describe('makeFilter', () => {
  it('takes plain names as names', () => {
    assert.equal(makeFilter([]), null);
    assert.deepEqual(makeFilter(['web1', 'web2']), ['|', ['==', 'name', 'web1'], ['==', 'name', 'web2']]);
    assert.deepEqual(makeFilter(['n-o_d.e.']), ['|', ['==', 'name', 'n-o_d.e.']]);
  });

  it('takes patterns as patterns, each by itself', () => {
    assert.deepEqual(makeFilter(['*.a', 'b']), ['|', ['=~', 'name', dnsNameGlobPattern('*.a')], ['==', 'name', 'b']]);
  });

  it('takes a single argument that looks like a filter as one, any when forced', () => {
    assert.deepEqual(makeFilter(['foo/bar']), ['?', 'foo/bar']);
    assert.deepEqual(makeFilter(["foo=='bar'"]), ['==', 'foo', 'bar']);
    assert.deepEqual(makeFilter(['web1'], { forceFilter: true }), ['?', 'web1']);
    assert.throws(() => makeFilter(['*.site'], { forceFilter: true }), FilterSyntaxError);
    assert.throws(() => makeFilter(['foo==bar']), FilterSyntaxError);
    for (const args of [[], ['a', 'b']])
      assert.throws(() => makeFilter(args, { forceFilter: true }), { name: 'OpPrereqError' });
  });

  it('takes job numbers as numbers and refuses others', () => {
    assert.deepEqual(makeFilter(['12', '7'], { nameField: 'id', numeric: true }), [
      '|',
      ['==', 'id', 12],
      ['==', 'id', 7],
    ]);
    assert.throws(() => makeFilter(['x7'], { nameField: 'id', numeric: true }), {
      name: 'OpPrereqError',
      message: /'x7'/,
    });
  });
});

describe('dnsNameGlobPattern', () => {
  it('matches whole labels from the left', () => {
    const matches = (pattern: string, name: string) => new RegExp(dnsNameGlobPattern(pattern)).test(name);
    assert.ok(
      matches('web*', 'web1') && matches('web*', 'web1.example.com') && matches('w?b.example', 'wxb.example.com'),
    );
    assert.ok(!matches('web*.com', 'web1.example.com') && !matches('eb*', 'web1') && !matches('w.b', 'wxb'));
  });
});
