// Which Muster this is; a test holds it to be package.json's, which does not stand beside every build.
export const VERSION = '0.1.0';
