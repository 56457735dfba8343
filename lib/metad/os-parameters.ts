import { isDict, type Dict } from './guests.js';

const KINDS = [
  ['osparams', 'public'],
  ['osparams_private', 'private'],
  ['osparams_secret', 'secret'],
] as const;

/** The public OS parameters of an instance; throws, saying what is missing. */
export function publicOsParameters(data: Dict): Dict {
  return parametersOf(data, 'osparams', 'public');
}

/** All OS parameters of an instance as [value, visibility] by name; a secret one goes before a private, that before a public. */
export function osParametersWithVisibility(data: Dict): Readonly<Record<string, readonly [unknown, string]>> {
  const rows = KINDS.flatMap(([key, visibility]) =>
    Object.entries(parametersOf(data, key, visibility)).map(([name, value]) => [name, [value, visibility] as const]),
  );
  return Object.fromEntries(rows) as Readonly<Record<string, readonly [unknown, string]>>;
}

function parametersOf(data: Dict, key: string, visibility: string): Dict {
  const params = data[key];
  if (!isDict(params)) throw new Error(`Could not find ${visibility} OS parameters`);
  return params;
}
