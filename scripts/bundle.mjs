// One ESM bundle per program: every lib/programs/<name>.ts becomes dist/programs/<name>.js, sharing chunks.
import { build } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FROM = 'dist/lib/programs';

/** Returns how many programs were bundled. */
export async function bundle() {
  if (!existsSync(FROM)) return 0;
  // By the sources: what an older build left in dist is no program any more.
  const entries = readdirSync('lib/programs')
    .filter((f) => f.endsWith('.ts'))
    .map((f) => f.replace(/\.ts$/, '.js'));
  await build({
    entryPoints: entries.map((f) => join(FROM, f)),
    outdir: 'dist/programs',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    // CommonJS dependencies (ajv, pino, fastify) call require(); ESM output has none of its own.
    banner: { js: "import { createRequire as $r } from 'node:module'; const require = $r(import.meta.url);" },
  });
  return entries.length;
}
