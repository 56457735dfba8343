/** A value nothing may be written to, at any depth; what mutable values and snapshots both fit. */
export type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
