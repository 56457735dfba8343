/** A small cluster in the text format, drawn by seed: nodes alike, DRBD, plain and shared instances, some with tags. */
export function clusterText({ seed, nodes, perNode }: { seed: number; nodes: number; perNode: number }): string {
  let state = seed + 1;
  const below = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * n);
  };
  const used = Array.from({ length: nodes }, () => ({ mem: 0, disk: 0 }));
  const instances = Array.from({ length: nodes * perNode }, (_, i) => {
    const p = below(1 + below(nodes));
    const template = ['drbd', 'drbd', 'plain', 'ext'][below(4)]!;
    const s = template === 'drbd' ? (p + 1 + below(nodes - 1)) % nodes : undefined;
    const mem = 256 * (1 + below(8));
    const disk = 1024 * (1 + below(20));
    used[p]!.mem += mem;
    if (template !== 'ext') used[p]!.disk += disk;
    if (s !== undefined) used[s]!.disk += disk;
    const tag = below(5) === 0 ? `srv:${String(below(3))}` : '';
    const place = `node${String(p)}|${s === undefined ? '' : `node${String(s)}`}`;
    return `inst${String(i)}|${String(mem)}|${String(disk)}|1|running|Y|${place}|${template}|${tag}|1|-|N`;
  });
  const lines = used.map(
    ({ mem, disk }, n) =>
      `node${String(n)}|65536|512|${String(65024 - mem)}|2097152|${String(2097152 - disk)}|16|N|uuid|4||N|0|1|1.0`,
  );
  const policy = '128,1,1024,1,1,1|128,1,1024,1,1,1;32768,8,1048576,16,8,12|drbd,plain,ext|8.0|32.0';
  return [
    'group|uuid|preferred||',
    '',
    ...lines,
    '',
    ...instances,
    '',
    'htools:iextags:srv',
    '',
    `|${policy}`,
    `group|${policy}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}
