/** The languages of pages and downloads. */
export type Language = 'cs' | 'en';
