// Set by vite.config.ts: what stands behind it is in the tablet's page only, and costs the kiosk's
// nothing.
declare const TABLET: boolean;
