// Set by vite.config.ts: what stands behind it is in the tablet's or the phone's page only, and costs
// the kiosk's nothing.
declare const TABLET: boolean;
declare const PHONE: boolean;
