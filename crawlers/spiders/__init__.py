"""The Scrapy spiders. What they fetch, families read."""
