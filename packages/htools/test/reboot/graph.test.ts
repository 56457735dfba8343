import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { colourings, compareColourings, fewestColours } from '../../src/index.js';
import { makeGraph, type Edge } from '../../src/reboot/graph.js';

const graphs = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const vertex = fc.integer({ min: 3, max: 2 + count });
  return fc.array(fc.tuple(vertex, vertex), { maxLength: 30 }).map((pairs) => {
    const edges = pairs
      .filter(([a, b]) => a !== b)
      .flatMap(([a, b]): Edge[] => [
        [a, b],
        [b, a],
      ]);
    return { count, edges, graph: makeGraph(3, 2 + count, edges) };
  });
});

describe('colourings', () => {
  it('give each vertex one colour, and another one to its neighbours', () => {
    fc.assert(
      fc.property(graphs, ({ count, edges, graph }) => {
        for (const { classes } of colourings(graph)) {
          assert.deepEqual(
            classes.flat().sort((a, b) => a - b),
            Array.from({ length: count }, (_, i) => i + 3),
          );
          for (const [a, b] of edges) assert.ok(!classes.some((c) => c.includes(a) && c.includes(b)));
        }
      }),
    );
  });

  it('prefer the one with fewest colours, the first among equals', () => {
    const all = [
      { name: 'a', classes: [[1], [2], [3]] },
      { name: 'b', classes: [[1, 2], [3]] },
      { name: 'c', classes: [[1], [2, 3]] },
    ];
    assert.equal(fewestColours(all).name, 'b');
    assert.equal(compareColourings(all), 'c: 2 (1,2) TIE b: 2 (2,1) LOOSE a: 3 (1,1,1)');
  });
});
