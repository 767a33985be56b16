/** The icon of the pages in a browser's tab: two gate poles above water. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#0b4f7c"/>
<g stroke-width="3.4" stroke-linecap="round"><path d="M10 5v15M22 5v15" stroke="#fff"/><path d="M10 9v4M22 9v4" stroke="#35c46f"/></g>
<path d="M4 25q4-4 8 0t8 0 8 0" fill="none" stroke="#7cc8f5" stroke-width="2.6" stroke-linecap="round"/>
</svg>
`;
