<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ModelsPage</name>
    <message numerus="yes">
        <source>%n more card(s) cannot be used.</source>
        <translation>
            <numerusform>%n more card cannot be used.</numerusform>
            <numerusform>%n more cards cannot be used.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OfferBar</name>
    <message numerus="yes">
        <source>{count} of %n photo(s) of the queue of {day} are left.</source>
        <translation>
            <numerusform>{count} of %n photo of the queue of {day} are left.</numerusform>
            <numerusform>{count} of %n photos of the queue of {day} are left.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PhotosPage</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProgressRow</name>
    <message numerus="yes">
        <source>{done} of %n tile(s)</source>
        <translation>
            <numerusform>{done} of %n tile</numerusform>
            <numerusform>{done} of %n tiles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n photo(s)</source>
        <translation>
            <numerusform>{done} of %n photo</numerusform>
            <numerusform>{done} of %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n file(s)</source>
        <translation>
            <numerusform>{done} of %n file</numerusform>
            <numerusform>{done} of %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message numerus="yes">
        <source>%n photo(s) ready to start</source>
        <translation>
            <numerusform>%n photo ready to start</numerusform>
            <numerusform>%n photos ready to start</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n photo(s)</source>
        <translation>
            <numerusform>{done} of %n photo</numerusform>
            <numerusform>{done} of %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueTab</name>
    <message numerus="yes">
        <source>%n photo(s) are left out: sharp, or beyond rescue.</source>
        <translation>
            <numerusform>%n photo are left out: sharp, or beyond rescue.</numerusform>
            <numerusform>%n photos are left out: sharp, or beyond rescue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The queue is at work: %n photo(s) are left.</source>
        <translation>
            <numerusform>The queue is at work: %n photo are left.</numerusform>
            <numerusform>The queue is at work: %n photos are left.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunRow</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SaveFlow</name>
    <message numerus="yes">
        <source>The results of %n photo(s) are not saved.</source>
        <translation>
            <numerusform>The results of %n photo are not saved.</numerusform>
            <numerusform>The results of %n photos are not saved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsCard</name>
    <message numerus="yes">
        <source>%n setting(s) of your own</source>
        <translation>
            <numerusform>%n setting of your own</numerusform>
            <numerusform>%n settings of your own</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Train</name>
    <message numerus="yes">
        <source>{done} of %n photo(s)</source>
        <translation>
            <numerusform>{done} of %n photo</numerusform>
            <numerusform>{done} of %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message numerus="yes">
        <source>Gone meanwhile and left out: %n photo(s).</source>
        <translation>
            <numerusform>Gone meanwhile and left out: %n photo.</numerusform>
            <numerusform>Gone meanwhile and left out: %n photos.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message numerus="yes">
        <source>Not usable: %n photo(s).</source>
        <translation>
            <numerusform>Not usable: %n photo.</numerusform>
            <numerusform>Not usable: %n photos.</numerusform>
        </translation>
    </message>
</context>
</TS>
