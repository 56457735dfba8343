import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Paths } from '../../../../lib/common/paths.js';
import { localizeVirtualPath, makeVirtualPath } from '../../../../lib/common/virtual-path.js';

describe('virtual paths', () => {
  const virtual = new Paths('/vc/node1');
  const real = new Paths();
  const PREFIX = '/###-VIRTUAL-PATH-###,';

  it('travel without the root of the node, marked', () => {
    assert.equal(
      makeVirtualPath(virtual, '/vc/node1/var/lib/ganeti/queue/job-1'),
      `${PREFIX}/var/lib/ganeti/queue/job-1`,
    );
    assert.equal(
      localizeVirtualPath(new Paths('/vc/node2'), `${PREFIX}/var/lib/ganeti/x`),
      '/vc/node2/var/lib/ganeti/x',
    );
  });

  it('are plain on a real machine, and so is /etc/hosts everywhere', () => {
    assert.equal(makeVirtualPath(real, '/var/lib/ganeti/x'), '/var/lib/ganeti/x');
    assert.equal(localizeVirtualPath(real, '/var/lib/ganeti/x'), '/var/lib/ganeti/x');
    assert.equal(localizeVirtualPath(virtual, '/etc/hosts'), '/etc/hosts');
  });

  it('refuses on a virtual node what is not marked, and relative paths', () => {
    assert.throws(() => localizeVirtualPath(virtual, '/var/lib/ganeti/x'), /not a virtual path/);
    assert.throws(() => localizeVirtualPath(virtual, 'x'), /not absolute/);
    assert.throws(() => makeVirtualPath(virtual, '/etc/passwd'), /not below the node's root/);
  });
});
