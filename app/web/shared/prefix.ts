/** What stands before every address of the server that a page came from: '' at its root, else for example `/live`. */
export const pagePrefix = (): string => document.getElementById('app')?.dataset.prefix ?? '';
