// The kinds of files that are not taken unless the policy says otherwise: by extension, whether of the name or of the bytes.

/** What runs when it is opened, on any system. */
const programs = [
  ...['exe', 'dll', 'com', 'scr', 'pif', 'msi', 'msp', 'msix', 'appx', 'cpl', 'sys', 'application', 'gadget'],
  ...['jar', 'class', 'apk', 'ipa', 'dmg', 'pkg', 'app', 'deb', 'rpm', 'elf', 'macho', 'so', 'dylib', 'wasm'],
  ...['crx', 'xpi', 'lnk', 'url', 'desktop', 'reg', 'inf', 'scf', 'chm'],
];
const scripts = [
  ...['bat', 'cmd', 'ps1', 'psm1', 'vbs', 'vbe', 'js', 'jse', 'mjs', 'wsf', 'wsh', 'hta', 'sct'],
  ...['sh', 'bash', 'command', 'py', 'pl', 'rb', 'php'],
];
/** What a browser would run. */
const pages = ['html', 'htm', 'xhtml', 'xht', 'mht', 'mhtml', 'svg', 'svgz', 'swf'];
const macros = ['docm', 'dotm', 'xlsm', 'xltm', 'xlam', 'xll', 'pptm', 'potm', 'ppam', 'ppsm', 'sldm'];
/** Archives that nobody looks into here; a zip is looked into. */
const archives = [
  ...['7z', 'rar', 'tar', 'gz', 'tgz', 'bz2', 'xz', 'zst', 'lz', 'lzh', 'cab', 'ace', 'arj', 'ar'],
  ...['iso', 'img', 'vhd', 'vhdx'],
];

export const REFUSED: readonly string[] = [...programs, ...scripts, ...pages, ...macros, ...archives];
