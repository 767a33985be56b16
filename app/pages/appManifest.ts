/** The pages as an app on a device (https://www.w3.org/TR/appmanifest/); `prefix` stands before every address. */
export const appManifest = (prefix: string): object => ({
  id: `${prefix}/`,
  name: 'slalom-live',
  short_name: 'slalom-live',
  start_url: `${prefix}/`,
  scope: `${prefix}/`,
  display: 'standalone',
  background_color: '#f4f6f7',
  theme_color: '#0b4f7c',
  icons: [{ src: `${prefix}/icon.svg`, sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
});
