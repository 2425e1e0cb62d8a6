// What the bundler knows and the compiler does not: style sheets, and the one function used of react-dom.
declare module '*.css';
declare module 'react-dom/client' {
  export function createRoot(container: Element): { render(children: import('react').ReactNode): void };
}
