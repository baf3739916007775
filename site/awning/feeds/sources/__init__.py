"""Where feeds come from: files, web servers, object stores and a distributor's own interface."""
