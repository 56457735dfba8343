const DELIMITER = '+';

/** "debian+minimal" as [name, variant]; the variant is "" when there is none. */
export function splitOsName(os: string): [name: string, variant: string] {
  const at = os.indexOf(DELIMITER);
  return at < 0 ? [os, ''] : [os.slice(0, at), os.slice(at + 1)];
}

/** The name of an OS without its variant. */
export function osNameOf(os: string): string {
  return splitOsName(os)[0];
}

/** Name and variant as one. */
export function joinOsName(name: string, variant: string): string {
  return variant === '' ? name : `${name}${DELIMITER}${variant}`;
}
