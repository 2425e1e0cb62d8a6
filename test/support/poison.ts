// Words that would be more than words somewhere: each says what it would do where it were taken for markup.

export const POISON = {
  calls:
    '<!channel> <!here> <!everyone> <@UBOB> <#C0GENERAL> <!subteam^S1|desk> @everyone @channel @here <at>Bob Fischer</at> <at id="0">x</at> <@U1|bob>',
  links:
    '[https://bank.test](https://evil.test) <https://evil.test|https://bank.test> javascript:alert(1) https://bank.test@evil.test/ https://bank.test%2F@evil.test <a href="https://evil.test">https://bank.test</a> data:text/html,x //evil.test file:///etc/passwd msteams:x',
  markup:
    '*b* _i_ ~s~ `c` **B** __U__ # head > quote - item | cell | {{DATE(2026-01-01T00:00:00Z)}} {{ TIME(2026-01-01T00:00:00Z) }} $\u007bx} {{x}} <b>b</b> &lt;b&gt; &amp;lt;b&amp;gt; &#60;b&#62; <img src=x onerror=alert(1)> <script>alert(1)</script> </text><svg onload=alert(1)> :tada: ```code``` \\u003cb\\u003e "}],"blocks":[] \'; drop table ticket; --',
  unseen:
    'a\u202egnp.exe\u202c \u2066isolated \u2067right \u2068first\u2069 \u202dleft \u202aembedded \u202bembedded \u200bzero\u200c\u200d\ufeffwidth \u0000nul \u0007bell \u001b[31mred \u0085next \ud800 lone \udfff half Z\u0351\u036b\u0343\u036a\u0302a\u0334\u0328l\u0335g\u0336o\u0337',
  formula: '=HYPERLINK("https://evil.test","bank") +1 -1 @SUM(A1) |cmd',
} as const;

/** First characters by which a spreadsheet takes a cell for a formula. */
export const FORMULAS = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1+1',
  "'=1",
  ' =1',
  '"=1"',
  '=1;=2',
  '=cmd|"/c calc"!A1',
];

export const LONG = 100_000;
