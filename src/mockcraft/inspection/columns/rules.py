"""What the names of columns say: one table, of which the lines with most words that fit count, the first of those first.

A line fits a column whose name ends with its words, and whose kind is among its kinds. To teach MockCraft a
name, add a line. What a word of a name may be short for stands in `words.py`.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from mockcraft.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table.

    Attributes:
        words: that the name ends with.
        kinds: of columns, of `stored.KINDS`.
        generator: that gives the values.
        parameters: of it.
        whole: whether the name must be these words alone.
        values: in place of a generator, a list.
        record: whose part the value is, so that a second one in a row is told apart; "" for none's.
        beside: words, one of which another column of the table must have in place of its last one; empty for any table.
        nulls: share of rows without a value, where they may have none; None for the usual one.
        once: whether no two rows have the same value, where there are enough of them.
    """

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    generator: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    values: tuple[Any, ...] = ()
    record: str = ""
    beside: frozenset[str] = frozenset()
    nulls: float | None = None
    once: bool = False


_TEXT = ("text",)
_WHOLE = ("integer",)
_NUMBERS = ("integer", "decimal", "float")
_MONEY = ("decimal", "float")
_MOMENTS = ("date", "timestamp")


def _rules(kinds: tuple[str, ...], lines: str, record: str = "", beside: str = "") -> list[Rule]:
    """Lines of `words, words: generator parameter=value`; `=words` are the whole name."""
    made = []
    for line in filter(str.strip, lines.splitlines()):
        names, _, wanted = line.partition(":")
        generator, *given = wanted.split()
        parameters = dict(each.split("=") for each in given)
        typed = {name: int(v) if v.lstrip("-").isdigit() else v for name, v in parameters.items()}
        for each in names.split(","):
            name = each.strip()
            found = tuple(name.removeprefix("=").split())
            whole, others = name.startswith("="), frozenset(beside.split())
            made.append(Rule(found, kinds, generator, typed, whole, record=record, beside=others))
    return made


def _listed(kinds: tuple[str, ...], lines: str) -> list[Rule]:
    """Lines of `words, words: value | value`."""
    made = []
    for line in filter(str.strip, lines.splitlines()):
        names, _, listed = line.partition(":")
        values = tuple(each.strip() for each in listed.split("|"))
        made += [Rule(tuple(each.split()), kinds, values=values) for each in names.split(",")]
    return made


RULES: tuple[Rule, ...] = (
    *_rules(_TEXT, """
        first name, given name, forename: first_name
        middle name: middle_name
        last name, family name: last_name
        full name, person name, contact name, customer name, employee name, author name, display name: full_name
        user name, login, login name, nickname, nick, handle, screen name: username
        email, email address, e mail: email
        sex: sex
        birth place: city
        billing name, shipping name, sender name, from name, to name, recipient name, receiver name, holder, account holder, holder name, cardholder name: full_name
        maiden name: last_name
        mother name, father name, wife name, husband name: full_name
        contact title: job_title
        contact title: prefix
        hometown: city
        education, education level, highest education: education_level
        title of courtesy, courtesy title, form of address: prefix
        ship name, bill name: full_name
        job title, occupation, profession: job_title
        =author, =actor, =director, =customer, =owner, =manager, =contact, =recipient, =assignee: full_name
        =doctor, =nurse, =patient, =passenger, =student, =guardian, =buyer, =seller, =agent, =listing agent, =beneficiary, =adjuster, =chef, =organizer, =speaker, =sales rep, =account manager: full_name
        =composer, =singer, =writer, =editor, =translator, =narrator, =photographer, =reviewer, =instructor, =teacher, =physician: full_name
    """, "person"),
    *_rules(_TEXT, "=first: first_name", "person", beside="last"),
    *_rules(_TEXT, "=last: last_name", "person", beside="first"),
    *_rules(_TEXT, "=suffix: suffix", "person", beside="last_name"),
    *_rules(_TEXT, "=title: job_title\n=title: prefix", "person", beside="last_name"),  # the first one that there is room for
    *_rules(_TEXT, "=extension: regex pattern=[1-9][0-9]{2,3}", beside="last_name"),
    *_rules(_TEXT, "from address, to address, sender address, reply to: email", "", beside="name"),
    *_rules(_TEXT, """
        street address, address line 1, line 1, address 1: street_address
        address line 2, line 2, address 2, address line: unit
        address: street_address
        street, street name: street
        house number, street number: street_number
        city, town, city name, locality, municipality: city
        state code: state_code
        state name, district, county: state
        zip, zip code, postal code, post code: zip
        country code, country iso, iso code: country_code
        country, country name: country
        country: country_code
        continent: continent
        time zone: time_zone
        latitude: latitude
        longitude: longitude
    """, "place"),
    *_rules(_TEXT, """
        state: state
        state: state_code
    """, "place", beside="city town zip address street"),
    *_rules(_TEXT, "region: cloud_region", beside="host server host_name hostname environment cluster instance_type ip"),
    *_rules(_TEXT, """
        region, province: state
        region, province: state_code
    """, "place"),
    *_rules(_TEXT, "currency, currency code: currency_code", beside="country country_code city"),
    *_rules(_TEXT, """
        branch: git_branch
        message: git_message
        license: license
    """, beside="sha commit commit_hash fork stars default_branch"),
    *_rules(_TEXT, """
        method: http_method
        path: url_folders
    """, beside="method status_code http_version query_string"),
    *_rules(_TEXT, """
        origin, departure, departure airport, from airport, origin airport: flight_origin
        destination, arrival, arrival airport, to airport, destination airport: flight_destination
        status: flight_status
        class: cabin_class
    """, beside="airline gate departure_time arrival_time"),
    *_rules(_TEXT, "origin, pickup, pickup location, destination, dropoff, dropoff location: city", "place"),
    *_rules(_TEXT, """
        make: make
        model: car_model
    """, beside="make vin license_plate"),
    *_rules(("decimal", "float"), """
        latitude: latitude
        longitude: longitude
    """, "place"),
    *_rules(_TEXT, """
        company, company name, organization, organization name, employer, vendor, supplier, manufacturer, brand: company
        supplier name, vendor name, brand name: company
        department, department name: department
        industry: industry
    """, "company"),
    *_rules(_TEXT, """
        phone, phone number: phone
        image url, avatar url, picture url, avatar, thumbnail, logo, image, icon: image_url
        url: url
        domain, domain name: domain_name
        host name, host, server, host address, server address, node address: hostname
        ip address, ip, remote address, client ip: ipv4
        mac address, mac: mac
        wallet address, contract address: hex_digest
        user agent: user_agent
        browser: browser
        http method: http_method
        slug, permalink, url key: url_slug
        mime type, mime, content type, media type: mime_type
        file name, original name: file_name
        extension: file_extension
        phone extension: regex pattern=[1-9][0-9]{2,3}
        nonce: hex_digest
        password hash, password digest, encrypted password, hashed password: hash
        password: hash
        salt: hex_digest
        hash, digest, checksum, sha 256, fingerprint, signature: hex_digest
        sha, commit, commit hash, sha 1: git_commit
        md 5, etag: hex_digest algorithm=md5
        api key, access key, secret key: api_key
        token, session id, session token, secret: session_token
        uuid: uuid
        iban: iban
        bic, swift: bic
        card number, credit card: credit_card_number
        card number, credit card: credit_card_number network=visa
        account number: account_number
        routing number: aba_routing
        swift code, bic code: bic
        merchant, merchant name, insurer, insurance provider, insurance company: company
        card brand, card type, card network: credit_card_type
        expiry, card expiry, expiration: expiry
        last 4, last 4 digits, last four, card last 4, card last4, last4: regex pattern=[0-9]{4}
        terms, payment terms: payment_terms
        po number, purchase order, purchase order number: regex pattern=PO-[0-9]{6}
        reference, ref, external reference: regex pattern=[A-Z]{3}-[0-9]{8}
        invoice number: invoice_number
        referrer, referer: url
        campaign, utm campaign: domain_word
        os, operating system, platform version: operating_system
        ssh key, public key: ssh_public_key
        office, branch, location, site: city
        terminal: regex pattern=[1-5A-E]
        homeroom, classroom: regex pattern=[1-9][0-9][A-D]
        major, field of study: study_programme
        school, school name: school
        allergies: allergen
        fuel, fuel type: car_fuel_type
        trim, edition: codename
        sku, product code, item code: sku
        ean, gtin: ean
        upc: upc
        isbn: isbn
        barcode: ean
        vin: vin
        license plate, plate: license_plate
        ssn: ssn
        vat id, vat number, tax id, tax number: vat_id
        order number, reference number: order_number
        tracking number: tracking_number
        coupon, coupon code, promo code, voucher: coupon
        product name, item name, product: product_name
        material: product_material
        color, color name: safe_color
        name: codename
        attribute name, parameter name, property name, setting name, option name, variable name, field name, column name, argument name, table name: variable_name
        attribute key, parameter key, property key, setting key, option key, field key, config key: variable_name
        attribute, parameter, property, setting, option, variable, field: variable_name
        topic, queue, queue name, bucket, bucket name, cluster, cluster name, namespace, channel name, index name, alias: domain_word
        class, class name, clazz: class_name
        method name, function, function name, procedure: function_name
        song name, track name, song title, track title: song_name
        artist name, band, band name: song_artist
        locale: language_code
        nationality: nationality
        version, firmware: version
        cron, schedule, cron expression: cron
        error message, error: exception_message
        endpoint: api_endpoint
        path, file path: file_path
        request id, correlation id, trace id: uuid
        confirmation code, booking code, booking reference: record_locator
        category, category name: product_category
        project, project name: codename
        tagline: slogan
        milestone: version
        sprint: regex pattern=Sprint-[1-9][0-9]
        room, room number, classroom number: regex pattern=[1-9][0-9]{2}
        plot, requirements, benefits, special requests, resolution, instructions, explanation, answer, memo, synopsis, objective: sentence
        message, comment, remark, remarks, note, notes, feedback, review, reason, details: sentence
        description, summary, abstract, excerpt, about, bio, biography: sentence
        content, body, text, article: paragraph sentences=3
        subject, headline, title, caption: title_text
        subtitle: sentence min_words=3 max_words=6
        genre: movie_genre
        movie title, film title: movie_name
        book title: book_title
        blood type: blood_type
        diagnosis: medical_condition
        medication, drug name: medication
        symptom: symptom
        airline: airline
        airport: airport
        job, position: job_title
        label, tag, tags, keyword, keywords: word
        hobby: hobby
        species: animal
        job level, seniority, experience level: job_level
    """),
    *_listed(_TEXT, """
        currency, currency code: USD | EUR | GBP | CAD | AUD | JPY | CHF
        language, language name, spoken language: English | Spanish | French | German | Italian | Portuguese | Japanese
        language, language code: en | es | fr | de | it | pt | ja
        locale, locale code: en-US | en-GB | de-DE | fr-FR | es-ES | pt-BR | ja-JP
        invoice status: draft | sent | paid | overdue | void
        ticket status, case status: open | in progress | resolved | closed
        task status, issue status, todo status: todo | in progress | done
        post status, article status, page status: draft | published | archived
        booking status, reservation status, appointment status: confirmed | pending | cancelled | completed
        subscription status: active | trialing | past_due | canceled
        job status, run status, execution status: queued | running | succeeded | failed
        event type: view | click | submit | download
        plan, plan name, subscription plan, tier, subscription tier: free | basic | pro | enterprise
        utm source: google | newsletter | facebook | linkedin | bing
        utm medium: cpc | email | social | organic | referral
        device, device type: desktop | mobile | tablet
        default branch: main | master | develop
        source: web | mobile | api | import
        level: beginner | intermediate | advanced
        room type: single | double | suite
        eye color: brown | blue | green | hazel | gray
        hair color: black | brown | blond | red | gray
        religion: Christian | Muslim | Hindu | Buddhist | Jewish | none
        cuisine: Italian | Mexican | Japanese | Indian | French | Thai
        price range: $ | $$ | $$$
        opening hours, business hours, hours: Mo-Fr 09:00-18:00 | Mo-Sa 10:00-20:00 | Tu-Su 11:30-22:00
        mpaa rating: G | PG | PG-13 | R
        platform: web | ios | android
        channel: web | email | phone | chat
        carrier, shipping carrier, courier: UPS | FedEx | DHL | USPS
        shipping method, delivery method: standard | express | overnight
        employment type: full-time | part-time | contract | intern
        event, event name: page_view | signup | login | purchase | logout
        transmission: automatic | manual
        gender, sex: F | M
        salutation: Mr. | Ms. | Dr.
        frequency, interval, billing cycle: daily | weekly | monthly | yearly
        difficulty: easy | medium | hard
        direction: inbound | outbound
        day of week, weekday: Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
        priority: low | medium | high | urgent
        severity: info | minor | major | critical
        order status: pending | paid | shipped | delivered | cancelled
        payment status: pending | authorized | paid | failed | refunded
        payment method: card | bank transfer | cash | paypal
        status, state: active | pending | inactive | archived
        type, kind, class: basic | standard | premium | custom
        mode: automatic | manual | hybrid
        authority: admin | manager | user
        scope: read | write | admin
        protocol: http | https | mqtt | tcp
        checksum algorithm, hash algorithm, digest algorithm: SHA-256 | SHA-512 | MD5
        visibility: public | private | internal
        role: admin | editor | member | viewer
        environment: production | staging | development
        size: S | M | L | XL
        unit: piece | kg | m | l
    """),
    *_rules(_WHOLE, "height: number min=150 max=200", beside="weight eye_color"),
    *_rules(_WHOLE, """
        age: number min=18 max=90
        heart rate, pulse: heart_rate
        mileage, odometer: odometer
        bedrooms, beds: bedrooms
        bathrooms, baths, garage spaces: number min=1 max=3
        floors, stories: number min=1 max=3
        floor: number min=1 max=20
        grade: number min=1 max=12
        screen width: number min=360 max=2560
        screen height: number min=640 max=1600
        cores, cpu cores, cpus: number min=1 max=64
        memory gb, ram gb, memory, ram: number min=1 max=128
        disk gb, storage gb: number min=20 max=2000
        uptime, uptime seconds: number min=60 max=10000000
        satisfaction, csat: number min=1 max=5
        sla hours, hours: number min=1 max=72
        year built, built year, built: year_built
        founded, founded year, year founded: number min=1950 max=2024
        guests, children, adults, pets, dependents, kids: number min=0 max=4
        credits, credit hours: number min=1 max=6
        story points: number min=1 max=13
        salary min, min salary, salary from: number min=30000 max=60000
        salary max, max salary, salary to: number min=60000 max=150000
        income, annual income, salary, revenue: number min=20000 max=150000
        response time ms, latency ms, elapsed ms, response time: number min=1 max=5000
        year, release year, model year: number min=1990 max=2025
        exp year, expiry year, expiration year, expires year: number min=2026 max=2032
        month: number min=1 max=12
        day, day of month: number min=1 max=28
        weekday, day of week: number min=0 max=6
        hour: number min=0 max=23
        minute, minutes: number min=0 max=59
        quantity, qty: quantity
        stock, inventory, units in stock: number min=0 max=500
        port: port
        http status, status code: http_status
        rating, stars, score: number min=1 max=5
        percent, progress: number min=0 max=100
        line number, line, line item, item number: number min=1 max=12
        film length, movie length, video length, running time, runtime: number min=60 max=200
        failed attempts, login attempts, attempts, retries, failed login count, failed count, failures, error count: number min=0 max=5
        position, rank, order, sort order, ordering, weight, sequence, priority, level, ordinal: number min=1 max=100
        version, revision, row version, lock version: number min=1 max=20
        count, total, views, likes, clicks, hits, downloads, votes: number min=0 max=1000
        duration, seconds, length, timeout: number min=1 max=3600
        days, nights, rental duration: number min=1 max=30
        milliseconds, ms: number min=1000 max=600000
        size, bytes, file size: number min=1 max=10000000
        width, height: number min=100 max=2000
        capacity, seats, max: number min=1 max=200
        price, amount, cost, fee, cents: number min=100 max=100000
    """),
    *_rules(_MONEY, "temperature: body_temperature", beside="pulse heart_rate systolic blood_pressure"),
    *_rules(_MONEY, """
        rating, stars, performance score, review score: rating
        temperature: price min=1 max=40
        cpu usage, memory usage, disk usage, usage, utilization, load: percentage
        engine size, displacement: decimal min=1 max=6
        exchange rate: decimal min=0 max=2
        humidity: percentage
        pressure: price min=980 max=1040
        voltage: price min=1 max=240
        hours, estimate hours, spent hours, hours worked: price min=1 max=40
        noise, noise db, decibels: price min=30 max=90
        lot size: price min=100 max=2000
        bathrooms: bathrooms
        tax rate, vat rate: price min=1 max=25
        percent, rate: percentage
        tax, tax amount, vat, vat amount, sales tax: price min=1 max=40
        shipping, shipping cost, shipping amount, shipping fee, freight, delivery fee, tip: price min=1 max=30
        discount, discount amount: price min=0 max=20
        subtotal, sub total: price min=25 max=500
        quantity, qty: quantity
        height cm: price min=150 max=200
        weight kg: price min=45 max=120
        rental rate: price min=1 max=10
        hourly rate, daily rate, nightly rate, room rate: price min=1 max=100
        salary, income, budget, revenue, turnover: price min=20000 max=150000
        balance, credit limit, limit: price min=0 max=20000
        price, amount, total, cost, fee, value, charge, payment, unit price, net, gross: price min=1 max=500
        weight, height, width, length, depth: price min=1 max=200
    """),
    *_rules(_MOMENTS, """
        birth date, birth: birth_date
        expires, expires at, expiry, expiry date, expiration date, expires on, valid to, valid until, end date: future_date days=1095
        due date, due, due at, deadline: future_date days=180
    """),
)  # fmt: skip
