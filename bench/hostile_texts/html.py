"""Web pages that keep a parser busy, by what they are made of."""

from __future__ import annotations

from collections.abc import Mapping

from bench.hostile_texts.made_text import MadeText, again, nested, numbered

HTML: Mapping[str, MadeText] = {
    f"html: {name}": made
    for name, made in {
        "<p>": again("<p>", name="page.html"),
        "<p>a": again("<p>a", name="page.html"),
        "<p>A: b": again("<p>Ada: b", name="page.html"),
        "<br>": again("<br>", before="<p>Hello.", name="page.html"),
        "a<br>": again("a<br>", before="<p>Hello.", name="page.html"),
        "A: b<br>": again("Ada: b<br>", before="<p>Hello.", name="page.html"),
        "<div>": again("<div>", name="page.html"),
        "<div>a": again("<div>a", name="page.html"),
        "nested div": nested("div"),
        "nested b": nested("b"),
        "nested blockquote": nested("blockquote"),
        "nested ul li": again("<ul><li>a", name="page.html"),
        "nested table": again("<table><tr><td>", name="page.html"),
        "tables": again("<table><tr><td>a</td><td>b</td></tr></table>", name="page.html"),
        "table rows": again("<tr><td>Ada:</td><td>went home.</td></tr>", before="<table>", name="page.html"),
        "table cells": again("<td>a", before="<table><tr>", name="page.html"),
        "<a": again("<a", before="<p>", name="page.html"),
        "<a href>": again('<a href="x">', before="<p>", name="page.html"),
        "links": again('<p><a href="/story">A story of the day</a></p>', name="page.html"),
        "<b>": again("<b>", before="<p>", name="page.html"),
        "<b>a": again("<b>a", before="<p>", name="page.html"),
        "<b></p>": again("<b></p>", before="<p>", name="page.html"),
        "<font> misnested": again("<font><p></font>a", before="<p>", name="page.html"),
        "<i><b></i></b>": again("<i>a<b>b</i>c</b>", before="<p>", name="page.html"),
        "&amp;": again("&amp;", before="<p>", name="page.html"),
        "&": again("&", before="<p>", name="page.html"),
        "&#x41;": again("&#x41;", before="<p>", name="page.html"),
        "<!--": again("<!--", before="<p>", name="page.html"),
        "<!---->": again("<!-- -->", after="<p>a", name="page.html"),
        "<![CDATA[": again("<![CDATA[", before="<p>", name="page.html"),
        "<script>": again("<script>a</script>", before="<p>", name="page.html"),
        "<": again("<", before="<p>", name="page.html"),
        ">": again(">", before="<p>", name="page.html"),
        "< >": again("< >", before="<p>", name="page.html"),
        "attributes": again(' a="b"', before="<p", after=">Hello.", name="page.html"),
        "one attribute": again("a", before='<p class="', after='">Hello.', name="page.html"),
        "unique attributes": numbered(" {word}=1", before="<p", after=">Hello.", name="page.html"),
        "unique tags": numbered("<x{word}>a", before="<p>", name="page.html"),
        "unclosed p attributes": again('<p class="a" ', name="page.html"),
        "spans": again("<span>a </span>", before="<p>", name="page.html"),
        "one long p": again("word ", before="<html><body><p>", name="page.html"),
        "sentences in one p": again("He went home. ", before="<html><body><p>", name="page.html"),
        "headings": again("<h2>A title</h2>", name="page.html"),
        "label paragraphs": numbered("<p><b>Mr {word}:</b> a.</p>", name="page.html"),
        "comment class": again('<div class="comment">a</div>', name="page.html"),
        "article in article": again("<article><p>Hello there, a sentence.</p>", name="page.html"),
        "json-ld": again(
            '{"@type":"Article","articleBody":"',
            before='<script type="application/ld+json">',
            after="</script>a",
            name="page.html",
        ),
    }.items()
}
