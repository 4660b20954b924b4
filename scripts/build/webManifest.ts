import type { ManifestOptions } from "vite-plugin-pwa";

/** The web app manifest: what makes Cairn installable. Colours are `--ground` and `--accent` of the light tokens. */
export const webManifest: Partial<ManifestOptions> = {
  id: "/",
  name: "Cairn",
  short_name: "Cairn",
  description: "A private memory that compounds, on your own device.",
  lang: "en",
  start_url: "/",
  scope: "/",
  display: "standalone",
  background_color: "#faf9f6",
  theme_color: "#faf9f6",
  icons: [
    { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
    { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
    { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
    { src: "/icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
  ],
};
