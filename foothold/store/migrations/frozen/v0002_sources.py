"""Frozen with schema 0002, and it never changes: whose word the adverts of each shipped source were; others are boards."""

STANDINGS = {
    "api": (
        "bank_of_england", "city_of_london_police", "fca", "hs2", "intelligence_services", "met_police",
        "national_api", "nhs_jobs", "ofcom", "teaching_vacancies", "tfl",
    ),
    "own": (
        "accenture", "akqa", "allianz", "aon", "ark_schools", "auto_trader", "bank_of_america", "barclays", "bbc",
        "bdo", "bt", "capco", "centrica", "cisco", "deepmind", "deliveroo", "deutsche_bank", "forvis_mazars",
        "gocardless", "grant_thornton", "gsk", "hackney", "heathrow", "hsbc", "islington", "itv", "john_lewis",
        "jpmorgan", "legal_and_general", "lloyds_banking_group", "lloyds_of_london", "london_stock_exchange",
        "man_group", "mandg", "marks_and_spencer", "microsoft", "monzo", "morgan_stanley", "national_grid",
        "nationwide", "natwest", "oaknorth", "octopus_energy", "ogilvy", "pearson", "pwc", "santander",
        "schroders", "shell", "sothebys", "tide", "uk_power_networks", "wpp", "zopa", "zurich",
    ),
}  # fmt: skip
