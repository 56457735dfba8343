// House rules of the project's style guide as lint; a rule that is off carries its reason beside it.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Where one lib folder may import from: the layers below it, never a sibling daemon. */
const ZONES = {
  'lib/common': [],
  'lib/rpc': ['common'],
  'lib/journal': ['common'],
  'lib/config': ['common', 'rpc', 'journal'],
  'lib/masterd': ['common', 'rpc', 'journal', 'config'],
  'lib/noded': ['common', 'rpc', 'journal', 'config'],
  'lib/confd': ['common'],
  'lib/mond': ['common'],
  'lib/kvmd': ['common'],
  'lib/metad': ['common'],
  'lib/watcher': ['common'],
  'lib/bootstrap': ['common', 'rpc', 'journal', 'config'],
  'lib/tools': ['common', 'rpc', 'config', 'bootstrap'],
  'lib/cli': ['common', 'bootstrap'],
  'lib/htools-cli': ['common'],
};
const LIB_FOLDERS = [
  'common',
  'rpc',
  'journal',
  'config',
  'masterd',
  'noded',
  'confd',
  'mond',
  'kvmd',
  'metad',
  'watcher',
  'bootstrap',
  'tools',
  'cli',
  'htools-cli',
  'programs',
];

const banImports = (patterns, paths = []) => ({
  'no-restricted-imports': ['error', { patterns, paths }],
});

const DEEP_PACKAGE = { regex: '^@gnt/[^/]+/(?!validate$)', message: 'Import packages by name, never by deep path.' };
const PROCESS_DOORS = ['execa', 'child_process', 'node:child_process'].map((name) => ({
  name,
  message: 'Processes are started by lib/common/exec.ts only (style rule 4).',
}));

/** Engine code is deterministic: time, timers and randomness are handed in (decision 9). */
const NONDETERMINISM = [
  ['Date', 'now'],
  ['Math', 'random'],
  ['crypto', 'randomUUID'],
  ['performance', 'now'],
].map(([object, property]) => ({ object, property, message: 'Take a Clock or Random from lib/common (decision 9).' }));

export default tseslint.config(
  { ignores: ['**/dist/**', 'node_modules/**', '.vcluster/**', '.cache/**', 'docs/reference/**'] },
  {
    files: ['**/*.{js,mjs}'],
    ...js.configs.recommended,
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'performance',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'Buffer',
          'AbortSignal',
          'structuredClone',
        ].map((g) => [g, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An underscore marks what a contract makes us take and we do not use.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A logical unit's phases are async by contract, whether one of them waits or not.
      '@typescript-eslint/require-await': 'off',
      // Opcode ids, hvparams and wire names are read from records by their literal names.
      '@typescript-eslint/dot-notation': 'off',
      // Arrow functions for callbacks may return what they call.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
    },
  },
  { files: ['**/*.ts'], ignores: ['lib/**'], rules: banImports([DEEP_PACKAGE]) },
  {
    files: ['packages/**/*.ts'],
    ignores: ['packages/*/test/**'],
    rules: banImports([DEEP_PACKAGE, { group: ['**/lib/**'], message: 'Packages never import lib.' }], PROCESS_DOORS),
  },
  ...Object.entries(ZONES).map(([folder, allowed]) => {
    const own = folder.slice(4);
    const banned = LIB_FOLDERS.filter((f) => f !== own && !allowed.includes(f));
    return {
      files: [`${folder}/**/*.ts`],
      rules: banImports(
        [
          DEEP_PACKAGE,
          {
            regex: `^(\\.\\./)+(${banned.join('|')})/`,
            message: `${folder} may import: ${allowed.join(', ') || 'packages only'}.`,
          },
        ],
        PROCESS_DOORS,
      ),
    };
  }),
  {
    files: ['lib/**/*.ts', 'packages/**/*.ts'],
    ignores: ['lib/common/**', 'packages/*/test/**', 'packages/*-client/**'],
    rules: {
      'no-restricted-properties': ['error', ...NONDETERMINISM],
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
          name,
          message: 'Take a Clock (decision 9).',
        })),
      ],
    },
  },
  {
    // The doors themselves.
    files: ['lib/common/**/*.ts'],
    rules: banImports([
      DEEP_PACKAGE,
      {
        regex: '^(\\.\\./)+(rpc|journal|config|masterd|noded|confd|mond|watcher|bootstrap|tools|cli|htools-cli)/',
        message: 'common is the lowest layer.',
      },
    ]),
  },
  {
    // Nodes and instances are indices into rows and lists, in range by construction; checks would cost in inner loops.
    files: ['packages/htools/**/*.ts', 'lib/htools-cli/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['test/**/*.ts', 'packages/*/test/**/*.ts'],
    rules: {
      // node:test's describe and it return promises that the runner awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['describe', 'it', 'test', 'before', 'after', 'beforeEach', 'afterEach', 'suite'],
              package: 'node:test',
            },
          ],
        },
      ],
      // A test may assert that an index is there.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
