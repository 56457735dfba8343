// Module hooks that plant a defect: the source of a file is changed while it is loaded.
let name = '';
let changes = [];

export function initialize(data) {
  ({ name, changes } = data);
}

export async function load(url, context, next) {
  const loaded = await next(url, context);
  const here = changes.filter(({ file }) => url.endsWith(`/dist/${file}`));
  if (here.length === 0) return loaded;
  let source = loaded.source.toString();
  for (const { file, from, to } of here) {
    if (source.split(from).length !== 2) throw new Error(`${name} cannot be planted: '${from}' is not once in ${file}`);
    source = source.replace(from, () => to);
  }
  return { ...loaded, source };
}
