import type { en } from './en';

/** What a text is known by in every language. */
export type TextKey = keyof typeof en;
