"""What must agree in records: a JSON object and the columns it is made of."""

import json

from mockcraft.testing.agreement import Agreement, Values


def _record(values: Values, locale: str) -> bool:
    return tuple(map(str, json.loads(values[0], parse_float=str).values())) == values[1:]


RECORDS = [
    Agreement(columns.split(), _record)
    for columns in (
        "address_record address street_address city state zip country latitude longitude",
        "book_record book_title book_author book_genre",
        "car_record car_type car_fuel_type make car_model car_year",
        "credit_card_record credit_card_type credit_card_number expiry cvv",
        "currency_record currency_code currency_name",
        "job_record company job_title job_descriptor job_level",
        "movie_record movie_name movie_genre movie_year",
        "product_record product_name product_description product_category product_material product_feature"
        " product_audience product_price",
        "song_record song_name song_artist song_genre",
    )
]
