/** The names an operating system goes by: one for each variant. */
export function osNames(name: string, variants: readonly string[] | null): string[] {
  return variants === null || variants.length === 0 ? [name] : variants.map((variant) => `${name}+${variant}`);
}
