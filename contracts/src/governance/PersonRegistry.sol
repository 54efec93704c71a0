// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title Which account speaks for which person, and when it did. One account a person, at any moment.
/// @notice Attesters, named through the access manager, have checked that a person is one. Nothing about the person is
/// stored but a digest that only the attester can make: hash the document together with a secret of the attester.
/// @dev Quadratic ballots read this at the proposal's snapshot. Without it the square root would reward splitting.
contract PersonRegistry is AccessManaged {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev Attestations go stale: people lose keys and lives end.
    uint48 public constant VALID_FOR_MAX = 730 days;

    mapping(bytes32 person => address) public accountOf;
    mapping(address account => bytes32) public personOf;
    /// @dev By account, over time: the last second at which the attestation holds; zero when revoked.
    mapping(address account => Checkpoints.Trace208) private _validUntil;

    event Attested(bytes32 indexed person, address indexed account, uint48 validUntil, address indexed attester);
    event Revoked(bytes32 indexed person, address indexed account, address indexed attester);

    error PersonSpeaksByAnother(bytes32 person, address account);
    error AccountSpeaksForAnother(address account, bytes32 person);
    error ValidityOutOfBounds(uint48 validUntil, uint48 from, uint48 to);
    error NotAttested(address account);
    error NotPastYet(uint256 timepoint, uint48 now_);
    error NoPerson();

    constructor(address authority) AccessManaged(authority) {}

    /// @notice Attests, or renews. A person who changes accounts is revoked first.
    /// @param person digest that stands for one person; not zero
    /// @param validUntil the last second at which it holds; in the future, at most two years ahead
    function attest(bytes32 person, address account, uint48 validUntil) external restricted {
        uint48 now_ = Time.timestamp();
        if (person == 0 || account == address(0)) revert NoPerson();
        if (validUntil <= now_ || validUntil > now_ + VALID_FOR_MAX) {
            revert ValidityOutOfBounds(validUntil, now_ + 1, now_ + VALID_FOR_MAX);
        }
        address other = accountOf[person];
        if (other != address(0) && other != account) revert PersonSpeaksByAnother(person, other);
        bytes32 otherPerson = personOf[account];
        if (otherPerson != 0 && otherPerson != person) revert AccountSpeaksForAnother(account, otherPerson);
        accountOf[person] = account;
        personOf[account] = person;
        _validUntil[account].push(now_, validUntil);
        emit Attested(person, account, validUntil, msg.sender);
    }

    /// @notice Ends an attestation now. What was voted under it before stays.
    function revoke(address account) external restricted {
        bytes32 person = personOf[account];
        if (person == 0) revert NotAttested(account);
        delete accountOf[person];
        delete personOf[account];
        _validUntil[account].push(Time.timestamp(), 0);
        emit Revoked(person, account, msg.sender);
    }

    /// @notice Whether the account spoke for a person then.
    /// @param timepoint seconds since 1970, in the past
    function wasPerson(address account, uint256 timepoint) external view returns (bool) {
        uint48 now_ = Time.timestamp();
        if (timepoint >= now_) revert NotPastYet(timepoint, now_);
        // The check above bounds it: a past second fits.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint208 validUntil = _validUntil[account].upperLookupRecent(uint48(timepoint));
        return validUntil != 0 && validUntil >= timepoint;
    }
}
