"""The part of the table of names that speaks of texts: see `rules`."""

from mockcraft.inspection.columns.rule import TEXT, listed, rules

TEXT_RULES = (
    *rules(TEXT, "sender, recipient: phone", beside="segments"),
    *rules(TEXT, """
        first name, given name, forename: first_name
        middle name: middle_name
        last name, family name: last_name
        full name, person name, contact name, customer name, employee name, author name, display name, real name: full_name
        user name, login, login name, nickname, nick, handle, screen name: username
        email, email address, e mail, jid: email
        sex: sex
        birth place: city
        billing name, shipping name, sender name, from name, to name, recipient name, receiver name, holder, account holder, holder name, cardholder name: full_name
        maiden name: last_name
        mother name, wife name: full_name sex=female
        father name, husband name: full_name sex=male
        contact title: job_title
        contact title: prefix
        hometown: city
        education, education level, highest education: education_level
        title of courtesy, courtesy title, form of address: prefix
        ship name, bill name: full_name
        job title, occupation, profession: job_title
        author: full_name
        =actor, =director, =customer, =owner, =manager, =contact, =recipient, =assignee: full_name
        =doctor, =nurse, =patient, =passenger, =student, =guardian, =buyer, =seller, =listing agent, =emergency contact, =reporter, =chef, =organizer, =speaker, =sales rep, =account manager: full_name
        =byline, =pen name, =deceased name, crossword constructor: full_name
        =composer, =singer, =writer, =editor, =translator, =narrator, =photographer, =reviewer, =instructor, =teacher, =physician: full_name
    """, "person"),
    *rules(TEXT, "=first: first_name", "person", beside="last"),
    *rules(TEXT, "=last: last_name", "person", beside="first"),
    *rules(TEXT, "=suffix: suffix", "person", beside="last_name"),
    *rules(TEXT, "=title: job_title\n=title: prefix", "person", beside="last_name"),  # the first one that there is room for
    *rules(TEXT, "=extension: regex pattern=[1-9][0-9]{2,3}", beside="last_name"),
    *rules(TEXT, "from address, to address, sender address, reply to: email", "", beside="name"),
    *rules(TEXT, """
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
    *rules(TEXT, """
        state: state
        state: state_code
    """, "place", beside="city town zip address street"),
    *rules(TEXT, "region: cloud_region", beside="host server host_name hostname environment cluster instance_type ip"),
    *rules(TEXT, """
        region, province: state
        region, province: state_code
    """, "place"),
    *rules(TEXT, "currency, currency code: currency_code", beside="country country_code city"),
    *rules(TEXT, """
        agent: user_agent
    """, beside="ip author_ip client_ip remote_addr author_ip_address ip_address"),
    *rules(TEXT, "=agent: full_name", "person"),
    *rules(TEXT, """
        test name, test: lab_test
        unit: lab_unit
        flag: lab_flag
    """, beside="reference_range result_value normal_range specimen loinc_code"),
    *rules(TEXT, "brand: make", beside="vin km mileage horsepower license_plate"),
    *rules(TEXT, "credit: full_name", "person", beside="photographer caption alt_text"),
    *rules(TEXT, "band: frequency_band", beside="azimuth frequency_mhz cell_id rat"),
    *rules(TEXT, "technology, rat: network_generation", beside="azimuth cell_id apn frequency_mhz"),
    *rules(TEXT, "brand, manufacturer: phone_manufacturer\nmodel: phone_model", beside="imei"),
    *rules(TEXT, "brand: credit_card_type", beside="last4 last_4 exp_month card_last4"),
    *rules(TEXT, "company, company name, name: stock_company", beside="symbol ticker"),
    *rules(TEXT, """
        branch: git_branch
        message: git_message
        license: license
    """, beside="sha commit commit_hash fork stars default_branch"),
    *rules(TEXT, """
        method: http_method
        path: url_folders
    """, beside="method status_code http_version query_string"),
    *rules(TEXT, """
        origin, departure, departure airport, from airport, origin airport: flight_origin
        destination, arrival, arrival airport, to airport, destination airport: flight_destination
        status: flight_status
        class: cabin_class
    """, beside="airline gate departure_time arrival_time"),
    *rules(TEXT, "origin, pickup, pickup location, destination, dropoff, dropoff location: city", "place"),
    *rules(TEXT, """
        make: make
        model: car_model
    """, beside="make vin license_plate"),
    *rules(TEXT, """
        company, company name, organization, organization name, employer, vendor, supplier, manufacturer, brand: company
        supplier name, vendor name, brand name: company
        department, department name: department
        industry: industry
    """, "company"),
    *rules(TEXT, """
        phone, phone number: phone
        called number, calling number, dialed number, a party, b party: phone
        msisdn: msisdn
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
        language code name: language
        extension: file_extension
        phone extension, phone ext: regex pattern=[1-9][0-9]{2,3}
        nonce: hex_digest
        password, password hash, password digest, encrypted password, hashed password: bcrypt_hash
        password, password hash, password digest, encrypted password, hashed password: hex_digest algorithm=sha1
        password, password hash, password digest, encrypted password, hashed password: hex_digest algorithm=md5
        salt: hex_digest
        hash, digest, checksum, sha 256, fingerprint, signature, hex: hex_digest
        sha 512: hex_digest algorithm=sha512
        sha, commit, commit hash, sha 1: git_commit
        hash, digest, checksum, fingerprint, signature, salt, nonce, md 5, etag: hex_digest algorithm=md5
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
        log level: log_level
        path, file path: file_path
        request id, correlation id, trace id: uuid
        confirmation code, booking code, booking reference: record_locator
        category, category name: product_category
        project, project name: codename
        tagline: slogan
        caller number, callee number, from number, to number, mobile number, contact number, fax number, caller, callee: phone
        symptoms: symptom
        prescription: medication
        codec: voice_codec
        disposition: call_outcome
        territory: state
        station: codename
        body type: car_type
        skype, slack, telegram, discord, twitter, instagram, github: username
        steps to reproduce, behavior, ingredients, steps, purpose, collateral: sentence
        uploaded by, created by, updated by, approved by, modified by, reviewed by, corrected by, assigned to, changed by: username
        subject line, email subject: title_text
        warehouse, stadium, venue, league: codename
        mascot: animal
        bin, aisle, shelf: warehouse_location
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
        doctor specialty, physician specialty, surgeon specialty, nurse specialty, provider specialty, practitioner specialty: medical_specialty
        vaccine name: vaccine
        medication frequency, prescription frequency, dosage frequency: dosage_frequency
        medication route, prescription route: medication_route
        medication strength, prescription strength: dosage
        admission ward, hospital ward, patient ward: hospital_department
        bed number: regex pattern=[1-9][0-9][A-D]
        cpt code, cpt: regex pattern=99[2-4][0-9]{2}
        loinc code, loinc: regex pattern=[1-9][0-9]{3,4}-[0-9]
        payer, funeral home, copyright: company
        dateline: city
        sim ki: hex_digest algorithm=md5
        donor operator, recipient operator, network operator, mobile operator: network_operator
        puk, puk code: regex pattern=[0-9]{8}
        pin: regex pattern=[0-9]{4}
        id number, document number: regex pattern=[A-Z]{2}[0-9]{7}
        subheadline, subhead, dek, standfirst, lede, ads copy, ad copy, clue, seo title, meta description: sentence
        question: question
        credit class, credit grade: regex pattern=[A-E]
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
    *listed(TEXT, "type: voice | video | voicemail | emergency", beside="duration_sec caller_number"),
    *listed(TEXT, """
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
        contact relation, contact relationship, kin relation, kin relationship: spouse | parent | sibling | child | friend
        specimen, specimen type: blood | serum | plasma | urine | saliva | swab
        admission type: emergency | urgent | elective | newborn
        immunization site, vaccination site, injection site: left arm | right arm | left thigh | right thigh
        call type: voice | video | voicemail | emergency
        customer type, client type: private | business
        id type: passport | identity card | driver license
        disconnect cause, hangup cause: normal clearing | user busy | no answer | call rejected | network out of order
        delivery days: Mon-Fri | Mon-Sat | Sat-Sun | Sun
        ad size, ads size: full page | half page | quarter page | banner
        ads placement, ad placement: front page | inside | back page | classified
        root cause: power failure | hardware fault | software defect | misconfiguration | human error | overload
        photo agency, news agency: Reuters | AP | AFP | dpa | EFE
        journalist beat, reporter beat: politics | business | sports | culture | science | crime
        port status, porting status: requested | accepted | completed | rejected
        device, device type: desktop | mobile | tablet
        component, module: backend | frontend | database | api | docs
        wind direction: N | NE | E | SE | S | SW | W | NW
        weather condition: sunny | cloudy | rain | snow | fog
        gearbox: automatic | manual
        engine: 1.2 l | 1.6 l | 2.0 l | 3.0 l | electric
        player position: goalkeeper | defender | midfielder | forward
        action: create | update | delete | login | view
        stage: new | qualified | proposal | won | lost
        condition: new | used | refurbished
        season: 2022/23 | 2023/24 | 2024/25 | 2025/26
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
        content encoding, transfer encoding: none | base64 | quoted-printable
        encoding, charset, character set: UTF-8 | ISO-8859-1 | US-ASCII
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
        unit, unit of measure, uom: piece | kg | m | l
    """),
)  # fmt: skip
