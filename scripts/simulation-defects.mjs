// Defects that the simulation must find: each changes a place of the compiled engine while it is loaded, nothing on disk.
import { spawnSync } from 'node:child_process';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

/** name -> what is wrong, and the change: in which file, what is replaced by what. */
export const DEFECTS = {};

/** Plants a defect in what this process loads from now on. */
export function plantDefect(name) {
  const defect = DEFECTS[name];
  if (!defect) throw new Error(`There is no defect '${name}'; there are ${Object.keys(DEFECTS).join(', ')}`);
  register(new URL('./simulation-defect-loader.mjs', import.meta.url), { data: { name, changes: defect.changes } });
}

/** Plants each defect in turn and runs seeds until one fails; tells which and after how many. */
export async function findDefects(argv) {
  const at = argv.indexOf('--most');
  const most = at < 0 ? 200 : Number(argv[at + 1]);
  let missed = 0;
  for (const [name, { doc }] of Object.entries(DEFECTS)) {
    const found = search(name, most);
    if (!found) missed += 1;
    console.log(`${found ? 'found ' : 'MISSED'} ${name}: ${doc}\n         ${found ?? `not in ${most} seeds`}`);
  }
  console.log(`${Object.keys(DEFECTS).length - missed} passed, ${missed} failed`);
  return missed > 0 ? 1 : 0;
}

function search(name, most) {
  const script = fileURLToPath(new URL('./simulate.mjs', import.meta.url));
  const argv = [script, '--defect', name, '--seeds', `1..${most}`, '--first'];
  const ran = spawnSync(process.execPath, argv, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status === null || ran.stderr.includes('cannot be planted')) throw new Error(`${name}: ${ran.stderr}`);
  return ran.stdout.split('\n').find((line) => line.startsWith('seed '));
}
