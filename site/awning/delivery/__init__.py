"""Between a finished shop and its visitors: headers, redirects, packed files, texts for hosts, a preview server."""
