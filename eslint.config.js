import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Imports go one way: compute and contract ← main, contract ← renderer. */
const layer = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default ts.config(
  {
    ignores: [
      'build/',
      'dist/',
      'node_modules/',
      'test-results/',
      'playwright-report/',
      'tools/fixtures/',
      'app/compute/kernels/assembly/',
    ],
  },
  js.configs.recommended,
  { files: ['**/*.js'], languageOptions: { globals: globals.node } },
  ...ts.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.svelte'] })),
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parserOptions: {
        project: [
          'app/*/tsconfig.json',
          'e2e/tsconfig.json',
          'bench/tsconfig.json',
          'tours/tsconfig.json',
          'tools/tsconfig.json',
        ],
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser },
  },
  {
    files: ['app/renderer/**/*.svelte'],
    rules: {
      // The parser gives the properties of an imported component as `any`; svelte-check knows their types.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['app/renderer/**/*.svelte', 'app/renderer/**/*.svelte.ts'],
    // State is replaced, not changed: `$state.raw` holds plain maps and sets.
    rules: { 'svelte/prefer-svelte-reactivity': 'off' },
  },
  // In the inner loops an index is in range by construction; `!` says so where a default would cost.
  { files: ['app/compute/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  layer(
    ['app/compute/**/*.ts'],
    [
      { regex: '^(?!\\.)', message: 'compute imports nothing from outside' },
      { group: ['**/main/**', '**/renderer/**', '**/contract/**'] },
    ],
  ),
  layer(['app/contract/**/*.ts'], ['**/main/**', '**/renderer/**', '**/compute/**']),
  layer(['app/renderer/**/*.ts', 'app/renderer/**/*.svelte'], ['**/main/**', '**/compute/**', 'node:*']),
  layer(['app/main/**/*.ts'], ['**/renderer/**']),
  {
    files: ['app/compute/**/*.test.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
);
