import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Mirrors } from '../../simulation/drbd.js';
import { SimNetwork } from '../../simulation/network.js';
import { SeededRandom } from '../../simulation/random.js';
import { SimTime } from '../../simulation/time.js';

interface Lab {
  readonly time: SimTime;
  readonly network: SimNetwork;
  readonly mirrors: Mirrors;
  readonly complaints: string[];
}

function lab(): Lab {
  const time = new SimTime();
  const complaints: string[] = [];
  const network = new SimNetwork(time, new SeededRandom('drbd'), () => undefined);
  const mirrors = new Mirrors(time, network, (what) => complaints.push(what));
  for (const [node, minor] of [['a', 0], ['b', 1]] as const) mirrors.create('d', node, minor); // prettier-ignore
  return { time, network, mirrors, complaints };
}

describe('Mirrors', () => {
  it('connects two sides that are set up, after a while', async () => {
    const { time, mirrors } = lab();
    mirrors.attach('d', 'a');
    mirrors.attach('d', 'b');
    assert.equal(mirrors.connected('d'), false);
    await time.advance(1000);
    assert.equal(mirrors.inSync('d'), true);
  });

  it('complains about a side that is promoted while its peer connects', () => {
    const { mirrors, complaints } = lab();
    mirrors.attach('d', 'a');
    mirrors.attach('d', 'b');
    mirrors.promote('d', 'a', false);
    assert.deepEqual(complaints, ['disk d was promoted on a before its peer on b connected']);
  });

  it('lets a side be promoted alone when its peer is away', () => {
    const { mirrors, complaints } = lab();
    mirrors.attach('d', 'a');
    mirrors.promote('d', 'a', false);
    assert.deepEqual(complaints, []);
  });

  it('refuses a second primary, and one more disk on a minor', async () => {
    const { time, mirrors } = lab();
    mirrors.attach('d', 'a');
    mirrors.attach('d', 'b');
    await time.advance(1000);
    mirrors.promote('d', 'a', false);
    assert.throws(() => {
      mirrors.promote('d', 'b', false);
    }, /primary/);
    mirrors.create('e', 'a', 0);
    assert.throws(() => {
      mirrors.attach('e', 'a');
    }, /minor 0 is in use/);
  });

  it('complains when a guest writes to the older side of a mirror that could connect', async () => {
    const { time, mirrors, complaints } = lab();
    mirrors.attach('d', 'a');
    mirrors.promote('d', 'a', false);
    mirrors.write('d', 'a');
    mirrors.demote('d', 'a');
    mirrors.attach('d', 'b');
    mirrors.promote('d', 'b', true);
    mirrors.write('d', 'b');
    assert.match(complaints.join(), /newer content is on a/);
    await time.advance(5000);
    assert.equal(mirrors.inSync('d'), true);
  });
});
